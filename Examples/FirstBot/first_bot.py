import os

import discord
import yarl
from discord.ext import commands

url = os.environ["ROOST_URL"]
discord.http.Route.BASE = url + "/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("ws" + url[4:] + "/gateway")

intents = discord.Intents.default()
intents.message_content = True
bot = commands.Bot("!", intents=intents)


@bot.command()
async def ping(context):
    await context.reply("pong")


bot.run(os.environ["ROOST_TOKEN"])
