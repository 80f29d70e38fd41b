"""A discord.py bot as anybody would write it, but for the two addresses.

Argument: the server's URL. Environment: TOKEN. It writes what it sees to standard output, one JSON
object a line, and does what messages that begin with "do " ask for.
"""

import json
import os
import sys

import discord
import yarl

URL = sys.argv[1]
discord.http.Route.BASE = f"{URL}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(
    URL.replace("http", "ws", 1) + "/gateway")


def report(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


class Bot(discord.Client):
    async def on_ready(self):
        import importlib.util
        report("ready", user=self.user.display_name, session=self.ws.session_id,
               channels=sorted(channel.name for channel in self.get_all_channels()),
               members=sorted(member.name for member in self.get_all_members()),
               zstandard=importlib.util.find_spec("zstandard") is not None)

    async def on_resumed(self):
        report("resumed", session=self.ws.session_id)

    async def on_message(self, message):
        report("message", id=str(message.id), content=message.content, author=message.author.display_name)
        if message.author == self.user or not message.content.startswith("do "):
            return
        await getattr(self, "do_" + message.content.split()[1])(message)

    async def on_raw_message_edit(self, payload):
        report("edit", id=str(payload.message_id), content=payload.data["content"])

    async def on_raw_message_delete(self, payload):
        report("delete", id=str(payload.message_id))

    async def do_reply(self, message):
        answer = await message.reply("a reply")
        assert answer.reference.message_id == message.id

    async def do_edit(self, message):
        answer = await message.channel.send("before")
        answer = await answer.edit(content="after")
        assert answer.content == "after" and answer.edited_at

    async def do_delete(self, message):
        answer = await message.channel.send("soon gone")
        await answer.delete()

    async def do_read(self, message):
        texts = [old.content async for old in message.channel.history(limit=3, before=message)]
        one = await message.channel.fetch_message(message.id)
        await message.channel.send(f"read {'|'.join(texts)} and {one.content}")


intents = discord.Intents.default()
intents.message_content = True
intents.members = True
Bot(intents=intents).run(os.environ["TOKEN"])
