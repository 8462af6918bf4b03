"""A questionnaire as a programme could add it: with branches, words, and an answer that asks for help; no score."""

BRANCHING = """
id = "first-steps"
name = "First steps"
minutes = 2
intro = "Please answer."
source = "Written for this test"
licence = "We hold it"

[answers]
yes_no = [{ value = 1, words = "Yes" }, { value = 0, words = "No" }]

[[questions]]
id = "one"
text = "Is it raining?"
answers = "yes_no"

[[questions]]
id = "two"
text = "Have you an umbrella?"
answers = "yes_no"
ask_if = [{ question = "one", is = [1] }]

[[questions]]
id = "three"
text = "Where is it?"
kind = "text"
ask_if = [{ question = "two", is = [0] }]

[[questions]]
id = "four"
text = "Are you wet?"
answers = "yes_no"
help_if = [1]
"""
