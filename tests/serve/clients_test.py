#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Python packages that people call such servers with: openai and huggingface_hub. Exits with 77 when they are not here.
usage: clients_test.py PROGRAM MODEL"""
import re
import subprocess
import sys
import unittest

try:
    import huggingface_hub
    import openai
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

QUESTION = [{"role": "system", "content": "The library is open until 9 pm on Thursdays."},
            {"role": "user", "content": "How late can I come by on Thursday?"}]


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = subprocess.Popen([sys.argv[1], "serve", "--model", sys.argv[2], "--port", "0", "--quiet"],
                                      stderr=subprocess.PIPE, text=True)
        cls.url = next(found[1] for line in cls.server.stderr if (found := re.search(r"(http://\S+)", line)))

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.server.stderr.close()

    def test_openai(self):
        with openai.OpenAI(base_url=self.url + "/v1", api_key="none") as client:
            model = client.models.list().data[0].id
            asked = {"model": model, "messages": QUESTION, "temperature": 0, "max_tokens": 16}
            whole = client.chat.completions.create(**asked)
            text = whole.choices[0].message.content
            self.assertGreater(whole.usage.completion_tokens, 0)
            chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
            self.assertEqual("".join(c.choices[0].delta.content or "" for c in chunks if c.choices), text)
            self.assertEqual(chunks[-1].usage.completion_tokens, whole.usage.completion_tokens)
            probable = client.chat.completions.create(**asked, logprobs=True)
            self.assertTrue(all(token.logprob <= 0 for token in probable.choices[0].logprobs.content))
            plain = client.completions.create(model=model, prompt="[CONTEXT] Hi!", max_tokens=5, temperature=0)
            self.assertIsInstance(plain.choices[0].text, str)
            with self.assertRaises(openai.NotFoundError):
                client.chat.completions.create(model="another", messages=QUESTION)
            with self.assertRaises(openai.BadRequestError):
                client.chat.completions.create(model=model, messages=[])

    def test_huggingface_hub(self):
        client = huggingface_hub.InferenceClient(self.url)
        prompt = "Instruction: given a dialog context, you need to response empathically. [CONTEXT] I lost my keys."
        text = client.text_generation(prompt, max_new_tokens=12)
        streamed = client.text_generation(prompt, max_new_tokens=12, stream=True)
        self.assertEqual("".join(streamed).strip(), text.strip())
        detailed = client.text_generation(prompt, max_new_tokens=12, details=True)
        self.assertEqual(detailed.generated_text, text)
        self.assertLessEqual(detailed.details.generated_tokens, 12)
        answer = client.chat_completion(QUESTION, max_tokens=12, temperature=0)
        self.assertGreater(len(answer.choices[0].message.content), 0)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
