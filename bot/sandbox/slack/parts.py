"""The workspace's parts, put together."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.sandbox.slack.access import Access
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.clicks import Clicks
from bot.sandbox.slack.commands import Commands
from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.manifest import Manifest
from bot.sandbox.slack.members import Members
from bot.sandbox.slack.methods.chat import Chat
from bot.sandbox.slack.methods.conversations import Conversations
from bot.sandbox.slack.methods.people import People
from bot.sandbox.slack.methods.platform import Platform
from bot.sandbox.slack.methods.surfaces import Surfaces
from bot.sandbox.slack.methods.uploads import Uploads
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.screen import Screen
from bot.sandbox.slack.shortcuts import Shortcuts
from bot.sandbox.slack.socket_mode import SocketMode
from bot.sandbox.slack.submissions import Submissions
from bot.sandbox.slack.talk import Talk
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.web_api import WebApi
from bot.sandbox.slack.wire import Wire
from bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True)
class Parts:
    app: Installation
    workspace: Workspace
    wire: Wire
    faults: Faults
    pace: Pace
    socket: SocketMode
    delivery: Delivery
    events: Events
    response_urls: ResponseUrls
    triggers: Triggers
    views: Views
    files: Files
    members: Members
    talk: Talk
    clicks: Clicks
    shortcuts: Shortcuts
    submissions: Submissions
    screen: Screen
    web_api: WebApi


def assemble(manifest: Manifest, url: str, clock: Clock, background: Background) -> Parts:
    """Build every part of a workspace that people reach at *url*."""
    app = Installation(manifest, set(manifest.scopes))
    workspace = Workspace(url, clock, manifest.bot_name)
    wire, faults, pace = Wire(clock, workspace.stir), Faults(), Pace()
    socket = SocketMode(wire, faults)
    delivery = Delivery(app, socket)
    events = Events(app, delivery, background, workspace)
    response_urls = ResponseUrls(app, workspace, wire, faults, clock)
    triggers, views = Triggers(clock), Views(app, workspace)
    files, members = Files(workspace, background, faults), Members(workspace, events)
    commands = Commands(app, workspace, delivery, response_urls, triggers)
    access, web_api = Access(app, workspace), WebApi(app, wire, faults, pace)
    for group in (
        Chat(app, workspace, access, events),
        Conversations(workspace, access),
        People(app, workspace),
        Platform(app, workspace, socket),
        Surfaces(app, workspace, views, triggers),
        Uploads(app, workspace, access, files),
    ):
        web_api.methods |= group.methods()
    return Parts(
        app=app,
        workspace=workspace,
        wire=wire,
        faults=faults,
        pace=pace,
        socket=socket,
        delivery=delivery,
        events=events,
        response_urls=response_urls,
        triggers=triggers,
        views=views,
        files=files,
        members=members,
        talk=Talk(app, workspace, commands, members, events),
        clicks=Clicks(workspace, delivery, response_urls, triggers),
        shortcuts=Shortcuts(app, workspace, delivery, response_urls, triggers),
        submissions=Submissions(workspace, views, delivery, response_urls, triggers),
        screen=Screen(app, workspace, views),
        web_api=web_api,
    )
