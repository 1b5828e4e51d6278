"""What Slack's error names mean, once: of what kind each is, and a sentence for it.

A name that is on no list is `Kind.REFUSED`: Slack took nothing, and the same again would be
refused again. Names with a colon (`missing_scope:…`) or an ending (`restricted_action_…`) are
what they begin with.
"""

import re
from enum import StrEnum

from bot.errors import Busy, Undelivered, Unsure

UNREACHABLE = "no connection to Slack"  # our own word, as Slack says nothing then


class Kind(StrEnum):
    """What a refusal is about."""

    TOKEN = "token"  # our access to the workspace: nothing works until somebody restores it
    SCOPE = "scope"  # a permission: this does not work until the app is installed with it
    PLACE = "place"  # this conversation or person: nothing can be posted there any more
    GONE = "gone"  # the message, thread, view or trigger that was meant is no more
    BLOCKS = "blocks"  # the form of the message: a plainer one may be taken
    PASSING = "passing"  # Slack is having trouble, took nothing, and may take it in a while
    UNCLEAR = "unclear"  # Slack is having trouble, and may have taken it
    REFUSED = "refused"  # anything else


INVITE = "Invite me with `/invite`, then try again."
COPY = "Copy it again."
INSTALL = "Install the app again, and copy the new token."
RESTRICTED = "Ask those who manage this workspace."

REASONS: dict[str, tuple[Kind, str, str]] = {
    "invalid_auth": (Kind.TOKEN, "Slack doesn't know the token", COPY),
    "not_authed": (Kind.TOKEN, "Slack doesn't know the token", COPY),
    "not_allowed_token_type": (Kind.TOKEN, "The token is of the wrong kind", COPY),
    "account_inactive": (Kind.TOKEN, "The app was removed from the workspace", INSTALL),
    "app_uninstalled": (Kind.TOKEN, "The app was removed from the workspace", INSTALL),
    "user_removed_from_team": (Kind.TOKEN, "The app was removed from the workspace", INSTALL),
    "token_revoked": (Kind.TOKEN, "The token was revoked", INSTALL),
    "token_expired": (
        Kind.TOKEN,
        "The token has expired",
        "Switch token rotation off for this app, and copy the token again.",
    ),
    "org_login_required": (
        Kind.TOKEN,
        "The workspace is moving into an organization",
        "Wait until it has moved, then start again; a new token may be needed.",
    ),
    "team_access_not_granted": (
        Kind.TOKEN,
        "The token wasn't given access to this workspace",
        "Somebody who manages the organization can add the app to the workspace.",
    ),
    "access_denied": (Kind.TOKEN, "The app may not use that", RESTRICTED),
    "ekm_access_denied": (
        Kind.TOKEN,
        "The workspace's admins have suspended posting (its encryption keys are withdrawn)",
        "They can restore it.",
    ),
    "accesslimited": (
        Kind.TOKEN,
        "The app may not be used from this network",
        "See the allowed addresses under OAuth & Permissions.",
    ),
    "enterprise_is_restricted": (Kind.TOKEN, "The organization doesn't allow that", RESTRICTED),
    "two_factor_setup_required": (Kind.TOKEN, "Two-factor sign-in has to be set up", RESTRICTED),
    "socket_mode_not_enabled": (
        Kind.TOKEN,
        "Socket Mode is off for this app",
        "Switch it on under Socket Mode in the app's settings.",
    ),
    "missing_scope": (
        Kind.SCOPE,
        "Slack hasn't given me permission for that",
        "Somebody who manages this app can add the scope that it needs, and install it again.",
    ),
    "not_in_channel": (Kind.PLACE, "I'm not in that channel", INVITE),
    "channel_not_found": (Kind.PLACE, "I can't see that channel", INVITE),
    "no_permission": (Kind.PLACE, "I may not post in that channel", INVITE),
    "is_archived": (Kind.PLACE, "The channel is archived", "Unarchive it, then try again."),
    "is_inactive": (Kind.PLACE, "The channel is frozen", "Try again once it is open."),
    "channel_is_limited_access": (
        Kind.PLACE,
        "Only some people may post there",
        RESTRICTED,
    ),
    "restricted_action": (Kind.PLACE, "Only some people may post there", RESTRICTED),
    "method_not_supported_for_channel_type": (
        Kind.PLACE,
        "Nothing can be posted in a conversation of that kind",
        "Ask in a channel.",
    ),
    "team_not_found": (Kind.PLACE, "The workspace isn't there anymore", RESTRICTED),
    "user_not_found": (Kind.PLACE, "Slack doesn't know that person", "Ask as somebody else."),
    "user_not_visible": (Kind.PLACE, "I can't see that person", RESTRICTED),
    "user_disabled": (Kind.PLACE, "That person has left the workspace", "Ask as somebody else."),
    "cannot_dm_bot": (Kind.PLACE, "Bots can't be messaged", "Ask as a person."),
    "messages_tab_disabled": (
        Kind.PLACE,
        "Direct messages to this app are off",
        "Switch the Messages tab on under App Home in the app's settings.",
    ),
    "message_not_found": (Kind.GONE, "The message isn't there anymore", "Ask again."),
    "thread_not_found": (Kind.GONE, "The thread isn't there anymore", "Ask again."),
    "cant_update_message": (Kind.GONE, "The message can't be changed", "Ask again."),
    "edit_window_closed": (Kind.GONE, "The message can't be changed anymore", "Ask again."),
    "not_found": (Kind.GONE, "The form was closed", "Open it again."),
    "view_not_found": (Kind.GONE, "The form was closed", "Open it again."),
    "hash_conflict": (Kind.GONE, "Something newer is shown there", "Ask again."),
    "expired_trigger_id": (Kind.GONE, "Slack didn't open the form in time", "Try again."),
    "exchanged_trigger_id": (Kind.GONE, "The form was opened already", "Try again."),
    "trigger_exchanged": (Kind.GONE, "The form was opened already", "Try again."),
    "invalid_trigger_id": (Kind.GONE, "Slack didn't open the form in time", "Try again."),
    "expired_url": (Kind.GONE, "The answer came too late", "Ask again."),
    "used_url": (Kind.GONE, "The question was answered five times", "Ask again."),
    "file_not_found": (Kind.GONE, "The file isn't there anymore", "Ask again."),
    "ratelimited": (Kind.PASSING, "Slack is busy", "Try again in a minute."),
    "rate_limited": (Kind.PASSING, "Slack is busy", "Try again in a minute."),
    "message_limit_exceeded": (Kind.PASSING, "Slack is busy", "Try again in a minute."),
    "too_many_websockets": (Kind.PASSING, "Too many connections are open", "Close some."),
    "team_added_to_org": (
        Kind.PASSING,
        "The workspace is moving into an organization",
        "Try again once it has moved.",
    ),
    "fatal_error": (Kind.UNCLEAR, "Slack is having trouble", "Try again in a minute."),
    "internal_error": (Kind.UNCLEAR, "Slack is having trouble", "Try again in a minute."),
    "request_timeout": (Kind.UNCLEAR, "Slack is having trouble", "Try again in a minute."),
    "service_unavailable": (Kind.UNCLEAR, "Slack is having trouble", "Try again in a minute."),
    "service_timeout": (Kind.UNCLEAR, "Slack is having trouble", "Try again in a minute."),
    "http_request_failed": (Kind.UNCLEAR, "Slack is having trouble", "Try again in a minute."),
    UNREACHABLE: (Kind.PASSING, "Slack can't be reached", "Try again in a minute."),
    **dict.fromkeys(
        (
            "invalid_blocks",
            "invalid_blocks_format",
            "block_mismatch",
            "invalid_attachments",
            "invalid_arguments",
            "invalid_payload",
            "invalid_message",
            "invalid_view",
            "msg_blocks_too_long",
            "msg_too_long",
            "view_too_large",
            "too_many_attachments",
            "markdown_text_conflict",
        ),
        (Kind.BLOCKS, "Slack doesn't take the message in that form", "Please report that."),
    ),
}


def _of(kind: Kind) -> frozenset[str]:
    return frozenset(reason for reason, (its, _, _) in REASONS.items() if its is kind)


TOKEN, PLACE, PASSING, BLOCKS = map(_of, (Kind.TOKEN, Kind.PLACE, Kind.PASSING, Kind.BLOCKS))
NOT_IN_CHANNEL = frozenset({"not_in_channel", "channel_not_found", "no_permission"})
"""What an invitation into the channel mends."""
DEAD_TOKEN = TOKEN - {
    "access_denied",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "socket_mode_not_enabled",
}
"""With these no call works at all, while the others may be about one of them."""
LOST_MESSAGE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"}
)
"""Said of an update: the message that it should change is out of reach, so post another."""


WORD = re.compile(r"[a-z][a-z0-9_]{2,60}(:[\w.,:-]{1,80})?")


def is_word(reason: str) -> bool:
    """Whether *reason* is as Slack names what is wrong, and no words of ours."""
    return bool(WORD.fullmatch(reason))


def kind(reason: str) -> Kind:
    """Return of what kind Slack's *reason* is."""
    return _known(reason)[0]


def seen(reason: str) -> str:
    """Return what *reason* means, in a few words without a full stop."""
    return _known(reason)[1] or f"Slack says {reason}"


def mend_of(reason: str) -> str:
    """Return what to do about *reason*; empty if that is not known."""
    return _known(reason)[2]


def sentence(reason: str) -> str:
    """Return what *reason* means, and what to do about it."""
    _, meaning, mend = _known(reason)
    return f"{meaning}. {mend}" if meaning else f"Slack says {reason}."


def trouble(error: Undelivered) -> str:
    """Return what *error* means to who asked for something, and what to do about it."""
    if isinstance(error, Busy):
        return f"Slack is busy. Try again in {max(1, round(error.retry_after))} s."
    if isinstance(error, Unsure):
        return "Slack didn't say whether it took that. Check before you try again."
    return sentence(error.reason)


def _known(reason: str) -> tuple[Kind, str, str]:
    stem = reason.partition(":")[0]
    if stem.startswith("restricted_action"):
        stem = "restricted_action"
    return REASONS.get(stem, (Kind.REFUSED, "", ""))
