"""The app as it is installed here: its secrets, its scopes, and what this workspace can show."""

import secrets
from dataclasses import dataclass, field

from bot.sandbox.slack import cast
from bot.sandbox.slack.errors import Refusal
from bot.sandbox.slack.manifest import Manifest


@dataclass
class Installation:
    """What changes while it runs: *scopes* may be taken away, *native_blocks* rolled back."""

    manifest: Manifest
    scopes: set[str]
    bot_token: str = field(default_factory=lambda: f"xoxb-sandbox-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-{cast.APP}-1-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    native_blocks: bool = True  # False: charts and data tables are refused, as before their rollout
    is_revoked: bool = False

    def check_token(self, token: str | None, kind: str) -> None:
        """Raise `Refusal` unless *token* is ours and of *kind* (`bot` or `app`)."""
        if not token:
            raise Refusal("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise Refusal("invalid_auth")
        if (token == self.bot_token) is not (kind == "bot"):
            raise Refusal("not_allowed_token_type")
        if self.is_revoked:
            raise Refusal("token_revoked" if kind == "bot" else "account_inactive")

    def check_scopes(self, *any_of: str) -> None:
        """Raise `Refusal` unless one of the scopes *any_of* was granted; none asked: nothing."""
        if any_of and not self.scopes & set(any_of):
            needed, provided = ",".join(any_of), ",".join(sorted(self.scopes))
            raise Refusal("missing_scope", needed=needed, provided=provided)
