namespace ControlPlane.Domain.Tests.Redaction;

/// <summary>
/// Texts with secrets and texts that only look like it. Secrets are put together here, so that no scanner of
/// repositories takes the examples for leaks.
/// </summary>
internal static class SecretCorpus
{
    private const string Base62 = "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW1xY3zA5bC7dE9fG1";
    private const string Hex32 = "0123456789abcdef0123456789abcdef";

    private static readonly string[] TestCards =
    [
        "4111111111111111",
        "4242 4242 4242 4242",
        "5555-5555-5555-4444",
        "2223003122003222",
        "378282246310005",
        "3782 822463 10005",
        "6011111111111117",
        "30569309025904",
        "3056 930902 5904",
        "3530111333300000",
        "6200000000000005",
        "4222222222222",
    ];

    private static readonly string Jwt =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        + "eyJzdWIiOiIxMjM0NTY3ODkwIn0."
        + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    private static readonly string Pem =
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA7bq\nZm9v+/Lm==\n-----END RSA " + "PRIVATE KEY-----";

    /// <summary>The text, the secret in it that must be gone, and what stands there instead.</summary>
    public static TheoryData<string, string, string> Secrets { get; } = Build();

    /// <summary>Texts that must stay as they are.</summary>
    public static TheoryData<string> Harmless { get; } =
    [
        "",
        "How is the weather in Berlin tomorrow?",
        "0af7651916cd43dd8448eb211c80319c",
        "b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "41111111-1111-4111-8111-111111111111",
        "commit d61815b3a9f0c1e2d4b5a697887766554433221f",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "1763697600", // seconds
        "1763697600123", // milliseconds
        "1763697600123456789", // nanoseconds
        "2026-11-21T05:00:00.0000000Z",
        "call me at +49 30 1234 5678 9012 or (555) 010-9999 or 0800 4111 111",
        "+4111111111111111",
        "order 1234567890123456, invoice 9876543210987654321",
        "order_4111111111111111 and a4111111111111111 and 4111111111111111b",
        "4111111111111112", // the check digit is wrong
        "4111 1111 1111 1112",
        "41111111111111111111111", // too long
        "0.4111111111111111",
        "4111111111111111.5",
        "IBAN DE89 3704 0044 0532 0130 00",
        "{\"input_tokens\":1565,\"output_tokens\":154,\"max_tokens\":4096,\"token_count\":1719}",
        "\"logprobs\":[{\"token\":\"Hello\",\"logprob\":-0.1},{\"token\":\" world\"}]",
        "next_page_token=CAUQAA1B2C3D4E5F6G7H8I9J0 and continuationToken: 1a2b3c4d5e6f7a8b9c0d1e2f",
        "{\"type\":\"object\",\"properties\":{\"password\":{\"type\":\"string\"}},\"required\":[\"password\"]}",
        "{\"has_password\":true,\"password\":null,\"password_length\":12,\"api_key_id\":\"k-17\"}",
        "Please reset my password. The password must contain a digit; a password: must be long.",
        "Enter your password: ",
        "password=${DB_PASSWORD} api_key={{vault.key}} secret=$(cat file)",
        "api_key=process.env.OPENAI_API_KEY, password = os.environ[\"PW\"], token=getToken()",
        "password: ******** and \"secret\": \"***\"",
        "PWD=/home/app OLDPWD=/",
        "use bearer authentication, or basic authentication with a token",
        "Bearer of bad news. Basic understanding: see the docs",
        "the authorization: the user must agree; cookie: a small biscuit",
        "sk-learn-based-classification-model and task-force-one-two-three-four",
        "cpu_utilization_95th_percentile_5m cpa_campaign_conversion_rate_2024",
        "hf_hub_download_with_progress_bar npm_config_registry_fallback ghp_short",
        "https://example.com:8443/path?email=a@b.example&x=1:2@3",
        "http://host:8080?mail=a@b.example ssh://git@github.example:22/x.git mailto:a@b.example",
        "https://user@example.com/ redis://cache:6379",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "eyJhbGciOiJIUzI1NiJ9 alone is only an object",
        "eyJmb28iOiJiYXIifQ==.txt",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "idempotency_key=0af7651916cd43dd8448eb211c80319c&primary_key=42&prompt_cache_key=customer-17-abcdefgh1234",
        "credentials: include, \"credentials\":\"same-origin\"",
        "chatcmpl-Bk3dE5fG7hI9jK1lM2nO4pQ6rS8t resp_0af7651916cd43dd8448eb211c80319c call_a1B2c3D4e5F6g7H8i9J0k1L2 toolu_01A09q90qw90lq917835lq9",
        "AKIA is a prefix; AKIAIOSFODNN7 is too short; SK" + "0123456789abcdef is, too",
        "The monkey took the keyboard: passing by, compass in hand, secretary informed",
    ];

    private static TheoryData<string, string, string> Build()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (prefix, length, kind) in Prefixed())
        {
            var secret = prefix + (kind is "twilio-key" ? Hex32 : Base62[..length]);
            data.Add($"the key is {secret}.", secret, kind);
            data.Add("{\"text\":\"first line\\n" + secret + "\\nnext\"}", secret, kind);
        }

        foreach (var (text, secret, kind) in Others().Concat(Assigned()).Concat(Cards()))
        {
            data.Add(text, secret, kind);
        }

        return data;
    }

    private static IEnumerable<(string Prefix, int Length, string Kind)> Prefixed() =>
        [
            ("sk-", 48, "openai-key"),
            ("sk-proj-", 40, "openai-key"),
            ("sk-svcacct-", 40, "openai-key"),
            ("sk-ant-api03-", 40, "anthropic-key"),
            ("sk-or-v1-", 40, "openrouter-key"),
            ("sk-lf-", 32, "langfuse-key"),
            ("AIza", 35, "google-key"),
            ("gh" + "p_", 36, "github-token"),
            ("gh" + "o_", 36, "github-token"),
            ("gh" + "s_", 36, "github-token"),
            ("github_" + "pat_", 40, "github-token"),
            ("glpat-", 20, "gitlab-token"),
            ("xox" + "b-123456789012-", 24, "slack-token"),
            ("xox" + "p-123456789012-", 24, "slack-token"),
            ("sk_" + "live_", 24, "stripe-key"),
            ("rk_" + "live_", 24, "stripe-key"),
            ("hf_", 34, "huggingface-token"),
            ("npm_", 36, "npm-token"),
            ("SG." + "aB3dE5fG7hI9jK1lM2nO4p.", 43, "sendgrid-key"),
            ("SK", 32, "twilio-key"),
            ("gsk_", 44, "groq-key"),
            ("cpa_", 40, "control-plane-key"),
            ("cpu_", 40, "control-plane-token"),
        ];

    private static IEnumerable<(string Text, string Secret, string Kind)> Others() =>
        [
            ("id AKIA" + "IOSFODNN7EXAMPLE and", "AKIA" + "IOSFODNN7EXAMPLE", "aws-access-key-id"),
            ("id ASIA" + "IOSFODNN7EXAMPLE and", "ASIA" + "IOSFODNN7EXAMPLE", "aws-access-key-id"),
            ($"token {Jwt} end", Jwt, "jwt"),
            ($"{{\"a\":\"{Jwt}\"}}", Jwt, "jwt"),
            (Pem, Pem, "private-key"),
            (Pem.Replace("\n", "\\n", StringComparison.Ordinal), "MIIEowIBAAKCAQEA7bq", "private-key"),
            ("{\"pem\":\"" + Pem[..60] + "\",\"x\":1}", "MIIEow", "private-key"),
            ("Authorization: Bearer abcDEF123456ghiJKL", "abcDEF123456ghiJKL", "bearer-token"),
            ("authorization: bearer short", "short", "authorization"),
            ("curl -H 'Authorization: Token abc123' x", "abc123", "authorization"),
            ("{\"Authorization\":\"Basic dXNlcjpwYXNz\"}", "dXNlcjpwYXNz", "basic-credentials"),
            ("sent Basic dXNlcjpodW50ZXIy today", "dXNlcjpodW50ZXIy", "basic-credentials"),
            ("Cookie: session=abc; theme=dark\nAccept: */*", "session=abc; theme=dark", "cookie"),
            ("postgres://app:hunter2@db.example/app", "hunter2", "url-password"),
            ("redis://:p#ss?w@rd@cache:6379/0", "p#ss?w@rd", "url-password"),
            ("amqps://u:" + "%70ass" + "@h", "%70ass", "url-password"),
            (
                "see https://hooks.slack" + ".com/services/T00000000/B00000000/abcdefghijkl",
                "B00000000/abcdefghijkl",
                "slack-webhook"
            ),
        ];

    private static IEnumerable<(string Text, string Secret, string Kind)> Assigned() =>
        [
            ("password=hunter2", "hunter2", "password"),
            ("Password: hunter2", "hunter2", "password"),
            ("DB_PASSWORD='correct horse battery'", "correct horse battery", "password"),
            ("{\"password\":\"hunter2\"}", "hunter2", "password"),
            ("{\"password\": \"hun\\\"ter2\", \"a\": 1}", "hun\\\"ter2", "password"),
            ("{\"args\":\"{\\\"password\\\":\\\"hunter2\\\",\\\"n\\\":1}\"}", "hunter2", "password"),
            ("{\"args\":\"{\\\"dbPassword\\\": \\\"hun\\\\\\\"ter2\\\"}\"}", "ter2", "password"),
            ("{\"user\":\"a\",\"password\":\"cut of", "cut of", "password"),
            ("{'passwd': 'hunter2'}", "hunter2", "password"),
            ("{\"password\":12345678}", "12345678", "password"),
            ("login --password hunter2 --user a", "hunter2", "password"),
            ("<password>hunter2</password>", "hunter2", "password"),
            ("?user=a&api_key=abc123def&x=1", "abc123def", "api-key"),
            ("X-Api-Key: abc123def456", "abc123def456", "api-key"),
            ("OPENAI_API_KEY=abcdef", "abcdef", "api-key"),
            ("\"clientSecret\" : \"s3cr3t\"", "s3cr3t", "secret"),
            ("client_secret=s3cr3t;", "s3cr3t", "secret"),
            ("config[\"secret\"] = \"s3cr3t\"", "s3cr3t", "secret"),
            (
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "secret-key"
            ),
            ("SecretAccessKey\":\"wJalrXUtnFEMI/K7MDENG\"", "wJalrXUtnFEMI/K7MDENG", "secret-key"),
            ("AccountName=a;AccountKey=Zm9vYmFy+/Zm9v==;EndpointSuffix=b", "Zm9vYmFy+/Zm9v==", "account-key"),
            ("Endpoint=sb://a/;SharedAccessKey=Zm9vYmFyZm9v=", "Zm9vYmFyZm9v=", "account-key"),
            ("https://a.blob.example/b?sv=2024&sig=Zm9v%2BYmFy&se=1", "Zm9v%2BYmFy", "signature"),
            ("access_token=abc123", "abc123", "token"),
            ("{\"token\":\"a1B2c3D4e5F6g7H8i9\"}", "a1B2c3D4e5F6g7H8i9", "token"),
            ("line one\\npassword: hunter2\\nline three", "hunter2", "password"),
        ];

    private static IEnumerable<(string Text, string Secret, string Kind)> Cards() =>
        TestCards.SelectMany<string, (string, string, string)>(static card =>
            [
                ($"card {card}, thanks", card, "card-number"),
                ($"{{\"card\":\"{card}\"}}", card, "card-number"),
                ($"{card} 12/27 123", card, "card-number"),
                ($"pay with\\n{card}.", card, "card-number"),
            ]
        );
}
