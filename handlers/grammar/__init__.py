"""How people say things: times, measures, questions. Pure: words in, what they mean out."""
