"""Where the engine meets the store: commands in, outcomes out, in transactions that lose and double nothing."""
