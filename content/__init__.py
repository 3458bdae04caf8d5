"""Room: content. What the bot teaches and says; may import `bot.model` and nothing else of the house."""
