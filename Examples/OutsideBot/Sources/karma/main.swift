import KarmaBot

// ROOST_URL and ROOST_TOKEN say where and who.
try await KarmaBot().run()
