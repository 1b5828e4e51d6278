"""Questions about all models of a kind, or of both kinds: language models, image models."""

import re
from collections.abc import Sequence

from handlers.grammar.pieces import Piece, measures

LANGUAGE = re.compile(r"\b(?:llms?|language|text) (?:and|vs|or|versus|models?)\b|\bllms\b")
MEASURED = 4  # what a measure of image models speaks for them; what names them speaks more


def are_of_both(pieces: Sequence[Piece], said: str) -> bool:
    """Whether both kinds of models are named: `llms vs image models`."""
    cues = [piece.value.weights for piece in pieces if piece.kind == "cue"]
    return bool(LANGUAGE.search(said)) and any(
        cue.get("stats diffusion", 0) > MEASURED for cue in cues
    )


def is_cost_of_images(pieces: Sequence[Piece]) -> bool:
    """Whether it asks what all image models cost: `usage` tells no kinds apart."""
    cues = [piece.value.weights for piece in pieces if piece.kind == "cue"]
    is_of_images = any(cue.get("stats diffusion", 0) > MEASURED for cue in cues)
    return is_of_images and measures(pieces)[:1] == ["usd"]
