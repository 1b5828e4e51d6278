"""Who may ask: accounts with credentials of the true form that nobody could take for real ones."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """*hotkey_seed*: 64 hexadecimal digits of a registered sr25519 hotkey."""

    name: str
    user_id: str
    admin_key: str
    scoped_key: str  # for invocations only: never enough to report
    hotkey_seed: str


def _account(name: str, user_id: str, digit: str) -> Account:
    def key(prefix: str, secret: str) -> str:
        return f"cpk_{prefix * 8}.{user_id.replace('-', '')}.{(secret * 32)[:32]}"

    return Account(
        name=name,
        user_id=user_id,
        admin_key=key(f"ad{digit}0", "SandboxAdmin"),
        scoped_key=key(f"5c{digit}0", "SandboxScoped"),
        hotkey_seed=f"5eed000{digit}" * 8,
    )


SANDBOX = _account("sandbox", "5a5a5a5a-0001-5a5a-8a5a-5a5a5a5a5a5a", "1")
NEIGHBOUR = _account("neighbour", "5a5a5a5a-0002-5a5a-8a5a-5a5a5a5a5a5a", "2")
ACCOUNTS = (SANDBOX, NEIGHBOUR)
