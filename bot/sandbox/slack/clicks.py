"""Clicks and choices in messages, modals and Home: `block_actions`, and `block_suggestion`."""

from copy import deepcopy
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks.elements import OPTIONS_ANSWER
from bot.sandbox.slack.cast import Person
from bot.sandbox.slack.delivery import Answer, Delivery, Parcel
from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.values import FIELDS, STATELESS, State, find, first_state, shaped
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace


class Clicks:
    def __init__(
        self,
        workspace: Workspace,
        delivery: Delivery,
        response_urls: ResponseUrls,
        triggers: Triggers,
    ) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._response_urls = response_urls
        self._triggers = triggers
        self._states: dict[tuple[str, str, str], State] = {}

    async def in_message(
        self, person: Person, message: Message, block_id: str | None, action_id: str, given: Any
    ) -> dict[str, Any]:
        """Use an element of *message*; return how it went."""
        blocks = message.body.get("blocks", [])
        block, element = find(blocks, block_id, action_id)
        state = self._state(person, message)
        acted = self._act(block, element, state, given)
        channel = self._workspace.channels[message.channel]
        answers = self._response_urls.issue(person.id, channel.id, source=message)
        payload = {
            **payloads.common("block_actions", person),
            "container": _container(message),
            "channel": payloads.in_channel(channel),
            **({} if message.only_for else {"message": self._workspace.messages.shown(message)}),
            "state": {"values": deepcopy(state)},
            "response_url": answers,
            "trigger_id": self._triggers.issue(person.id, channel=channel.id),
            "actions": [acted],
        }
        return (await self._send("block_actions", action_id, payload)).outcome()

    async def in_view(
        self, person: Person, view: View, block_id: str | None, action_id: str, given: Any
    ) -> dict[str, Any]:
        """Use an element of *view*; an input tells the app only with `dispatch_action`."""
        block, element = find(view.blocks, block_id, action_id)
        acted = self._act(block, element, view.state, given)
        self._workspace.changed(person.id)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return {"ok": True, "ack_ms": None}
        payload = {
            **payloads.common("block_actions", person, person.team),
            "container": {"type": "view", "view_id": view.id},
            "view": view.shown(person.team),
            "trigger_id": self._triggers.issue(person.id, view=view.id, channel=view.channel),
            "actions": [acted],
        }
        return (await self._send("block_actions", action_id, payload)).outcome()

    async def suggest(
        self,
        person: Person,
        place: Message | View,
        block_id: str | None,
        action_id: str,
        typed: str,
    ) -> list[dict[str, Any]]:
        """Return the options that the app offers for what was *typed* into an external select."""
        blocks = place.blocks if isinstance(place, View) else place.body.get("blocks", [])
        block, element = find(blocks, block_id, action_id)
        if not element["type"].endswith("external_select"):
            raise Mistaken(f"{action_id} is not an external select.")
        if len(typed) < element.get("min_query_length", 3):
            return []
        payload = {
            **payloads.common("block_suggestion", person),
            "action_id": action_id,
            "block_id": block["block_id"],
            "value": typed,
            **self._place(place, person),
        }
        answer = await self._send("block_suggestion", f"{action_id} {typed}", payload)
        if answer.failure:
            raise Mistaken(f"The app did not answer: {answer.failure}.")
        if problems := list(OPTIONS_ANSWER(answer.body, "")):
            answer.refused.extend(problem.text() for problem in problems)
            raise Mistaken("Slack cannot use these options: " + problems[0].text())
        return _options(answer.body)

    def _place(self, place: Message | View, person: Person) -> dict[str, Any]:
        if isinstance(place, View):
            container = {"type": "view", "view_id": place.id}
            return {"container": container, "view": place.shown(person.team)}
        channel = self._workspace.channels[place.channel]
        return {
            "container": _container(place),
            "channel": payloads.in_channel(channel),
            "message": self._workspace.messages.shown(place),
        }

    def _state(self, person: Person, message: Message) -> State:
        fresh = first_state(message.body.get("blocks", []))
        kept = self._states.get((person.id, message.channel, message.ts), {})
        for block_id, actions in fresh.items():
            actions.update(
                {name: kept[block_id][name] for name in actions if name in kept.get(block_id, {})}
            )
        self._states[person.id, message.channel, message.ts] = fresh
        return fresh

    def _act(
        self, block: dict[str, Any], element: dict[str, Any], state: State, given: Any
    ) -> dict[str, Any]:
        chosen = shaped(element, given) if element["type"] in FIELDS else {}
        if chosen and element["type"] not in STATELESS:
            values = {"type": element["type"], **chosen}
            state[block["block_id"]][element["action_id"]] = values
        return payloads.action(block, element, chosen, self._workspace.new_ts())

    async def _send(self, kind: str, what: str, payload: dict[str, Any]) -> Answer:
        parcel = Parcel(
            "interactive", f"{kind} {what}", payload, wants_answer=kind == "block_suggestion"
        )
        return await self._delivery.send(parcel)


def _container(message: Message) -> dict[str, Any]:
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return container


def _options(body: dict[str, Any]) -> list[dict[str, Any]]:
    groups = [option for group in body.get("option_groups", []) for option in group["options"]]
    return [*body.get("options", []), *groups]
