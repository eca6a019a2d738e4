#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Python packages that people call such servers with: openai and huggingface_hub. Exits with 77 when they are not here.
usage: clients_test.py PROGRAM MODEL"""
import contextlib
import sys
import time
import unittest

try:
    import huggingface_hub
    import openai
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

from running_server import Server

QUESTION = [{"role": "system", "content": "The library is open until 9 pm on Thursdays."},
            {"role": "user", "content": "How late can I come by on Thursday?"}]


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--quiet")
        cls.url = f"http://127.0.0.1:{cls.server.port}"

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

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

    def test_what_openai_raises(self):
        with Server("--quiet", "--max-requests", "2", GODEL_API_KEY="secret") as server:
            url = f"http://127.0.0.1:{server.port}/v1"
            with openai.OpenAI(base_url=url, api_key="another", max_retries=0) as client:
                with self.assertRaises(openai.AuthenticationError):
                    client.models.list()
            with openai.OpenAI(base_url=url, api_key="secret", max_retries=0) as client:
                asked = {"model": client.models.list().data[0].id, "messages": QUESTION, "max_tokens": 500}
                never = {**asked, "logit_bias": {"1": -100, "8100": -100}, "stream": True}
                with client.chat.completions.create(**never) as first, client.chat.completions.create(**never):
                    next(first)
                    with self.assertRaises(openai.RateLimitError):
                        client.chat.completions.create(**asked)
                # Whoever stops reading has left: there is room again.
                for _ in range(600):
                    with contextlib.suppress(openai.RateLimitError):
                        client.chat.completions.create(**asked)
                        break
                    time.sleep(0.1)
                else:
                    self.fail("replies that nobody reads go on")
                with self.assertRaises(openai.BadRequestError) as refused:
                    client.completions.create(model=asked["model"], prompt="word " * 1000)
                self.assertEqual(refused.exception.code, "context_length_exceeded")

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
        parts = client.chat_completion(QUESTION, max_tokens=12, temperature=0, stream=True)
        self.assertEqual("".join(part.choices[0].delta.content or "" for part in parts), answer.choices[0].message.content)
        with self.assertRaises(huggingface_hub.errors.ValidationError):
            client.text_generation("word " * 1000)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
