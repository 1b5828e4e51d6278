"""Modals submitted and closed: `view_submission`, `view_closed`, and what the app answers."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.cast import Person
from bot.sandbox.slack.delivery import Answer, Delivery, Parcel
from bot.sandbox.slack.errors import Mistaken, Refusal
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.values import FIELDS, complaints, find, shaped, stateful
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Submissions:
    def __init__(
        self,
        workspace: Workspace,
        views: Views,
        delivery: Delivery,
        response_urls: ResponseUrls,
        triggers: Triggers,
    ) -> None:
        self._workspace = workspace
        self._views = views
        self._delivery = delivery
        self._response_urls = response_urls
        self._triggers = triggers

    async def submit(self, person: Person, view: View, values: Mapping[str, Any]) -> dict[str, Any]:
        """Fill *values* in (block_id → value, or → action_id → value) and press submit.

        Returns `{"errors": {block_id: text}}` if the fields complain, Slack's or the app's.
        """
        if view is not self._views.top(person.id):
            raise Mistaken("Another modal lies on top of this one.")
        if "submit" not in view.body:
            raise Mistaken("This modal has nothing to submit.")
        _fill_in(view, values)
        view.errors = complaints(view.blocks, view.state)
        self._workspace.changed(person.id)
        if view.errors:
            return {"ok": False, "errors": view.errors}
        answer = await self._delivery.send(self._submission(person, view))
        if answer.failure:
            return {**answer.outcome(), "said": TROUBLE}
        return self._respond(view, answer) | {"ack_ms": answer.ack_ms}

    async def close(self, person: Person, view: View, *, everything: bool = False) -> None:
        """Press Close, or with *everything* the × that closes the whole stack."""
        if view is not self._views.top(person.id):
            raise Mistaken("Another modal lies on top of this one.")
        closed = self._views.clear(person.id) if everything else [view]
        if not everything:
            self._views.close(view)
        for each in closed:
            if each.body.get("notify_on_close"):
                payload = {
                    **payloads.common("view_closed", person, person.team),
                    "view": each.shown(person.team),
                    "is_cleared": everything,
                }
                await self._delivery.send(Parcel("interactive", _summary(payload), payload))

    def _submission(self, person: Person, view: View) -> Parcel:
        payload = {
            **payloads.common("view_submission", person, person.team),
            "trigger_id": self._triggers.issue(person.id, view=view.id, channel=view.channel),
            "view": view.shown(person.team),
            "response_urls": self._answers(person, view),
        }
        return Parcel("interactive", _summary(payload), payload, wants_answer=True)

    def _answers(self, person: Person, view: View) -> list[dict[str, str]]:
        urls = []
        for block, element in stateful(view.blocks):
            chosen = view.state[block["block_id"]][element["action_id"]][FIELDS[element["type"]]]
            if element.get("response_url_enabled") and chosen:
                url = self._response_urls.issue(person.id, chosen)
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": chosen,
                        "response_url": url,
                    }
                )
        return urls

    def _respond(self, view: View, answer: Answer) -> dict[str, Any]:
        if view not in self._views.stack(view.user):
            return {"ok": True}  # the app updated it away meanwhile
        try:
            return self._carry_out(view, answer.body)
        except Refusal as refusal:
            answer.refused.extend([refusal.code, *refusal.reasons])
            return {
                "ok": False,
                "error": "invalid_response",
                "refused": answer.refused,
                "said": TROUBLE,
            }

    def _carry_out(self, view: View, body: Any) -> dict[str, Any]:
        if not body:
            self._views.close(view)
            return {"ok": True}
        match body.get("response_action") if isinstance(body, dict) else None:
            case "errors":
                return self._complain(view, body.get("errors"))
            case "clear":
                self._views.clear(view.user)
            case "update":
                self._views.update(view, body.get("view"))
            case "push":
                self._views.push_on(view, body.get("view"))
            case other:
                raise Refusal("invalid_response_action", errors=[f"response_action: {other}"])
        return {"ok": True}

    def _complain(self, view: View, errors: Any) -> dict[str, Any]:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            raise Refusal("invalid_errors", errors=["errors need block_ids of input blocks"])
        if not all(isinstance(text, str) and text for text in errors.values()):
            raise Refusal("invalid_errors", errors=["each error needs a text"])
        view.errors = errors
        self._workspace.changed(view.user)
        return {"ok": False, "errors": errors}


def _fill_in(view: View, values: Mapping[str, Any]) -> None:
    for block_id, given in values.items():
        actions = view.state.get(block_id)
        if actions is None:
            raise Mistaken(f"This modal has no field {block_id}.")
        by_action = given if isinstance(given, Mapping) and given.keys() <= actions.keys() else None
        for action_id, value in (by_action or dict.fromkeys(actions, given)).items():
            _, element = find(view.blocks, block_id, action_id)
            actions[action_id] = {"type": element["type"], **shaped(element, value)}


def _summary(payload: Mapping[str, Any]) -> str:
    return f"{payload['type']} {payload['view']['callback_id']}".strip()
