"""Who asks: an API key, a token or a hotkey's signature, and the API's words for none of them."""

import re
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.sandbox.api import hotkeys, tokens
from bot.sandbox.api.server import Api
from bot.sandbox.world import Account
from bot.sandbox.world.accounts import ACCOUNTS

KEY = re.compile(r"cpk_[a-f0-9]{32}\.[a-f0-9]{32}\.[A-Za-z0-9]{32}")
NOBODY = "Can't find a user with that api key in our db :("
MALFORMED = "Missing or invalid authorization header(s)"
UNKNOWN = "Invalid token or user not found"


async def asker(request: Request, api: Api) -> Account:
    """Return the account that sent *request*; raise the API's 401."""
    hotkey, nonce, signature = (
        request.headers.get(f"x-chutes-{name}", "") for name in ("hotkey", "nonce", "signature")
    )
    # Since November 2025 a triple without its nonce counts as no triple.
    if hotkey and signature and (nonce or api.profile == "documented"):
        try:
            return hotkeys.signer(hotkey, nonce, signature, await request.body(), api.now())
        except hotkeys.BadSignature as exc:
            raise HTTPException(401, str(exc)) from exc
    if not (words := request.headers.get("authorization", "").split()):
        raise HTTPException(401, NOBODY)
    if words[-1].startswith("cpk_"):
        return _by_key(words[-1])
    if len(words) < 2 or words[0].lower() != "bearer":
        raise HTTPException(401, MALFORMED)
    return _by_token(words[-1], api.now())


def _by_key(key: str) -> Account:
    if not KEY.fullmatch(key):
        raise HTTPException(401, MALFORMED)
    # A scoped key never matches what it is asked to do here, so the API does not know it either.
    for account in ACCOUNTS:
        if account.admin_key == key:
            return account
    raise HTTPException(401, UNKNOWN)


def _by_token(token: str, now: datetime) -> Account:
    try:
        user_id = tokens.user_of(token, now)
    except tokens.ExpiredToken as exc:
        raise HTTPException(401, "Token expired.") from exc
    except tokens.InvalidToken as exc:
        raise HTTPException(401, "Invalid token.") from exc
    for account in ACCOUNTS:
        if account.user_id == user_id:
            return account
    raise HTTPException(401, UNKNOWN)
