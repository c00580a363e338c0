namespace ControlPlane.Domain.Redaction;

/// <summary>What is always redacted, in words for people. Nothing here can be switched off.</summary>
/// <param name="Kinds">What may stand in the replacement.</param>
public sealed record BuiltInRedaction(string Title, string Recognises, IReadOnlyList<string> Kinds)
{
    public static IReadOnlyList<BuiltInRedaction> All { get; } =
    [
        new(
            "Keys of model providers",
            "What begins as the provider begins its keys",
            [
                "anthropic-key",
                "openai-key",
                "openrouter-key",
                "google-key",
                "groq-key",
                "xai-key",
                "perplexity-key",
                "huggingface-token",
                "replicate-token",
                "nvidia-key",
                "langfuse-key",
                "langsmith-key",
                "tavily-key",
            ]
        ),
        new(
            "Keys of clouds and services",
            "What begins as the service begins its keys and tokens",
            [
                "aws-access-key-id",
                "google-token",
                "github-token",
                "gitlab-token",
                "slack-token",
                "slack-webhook",
                "stripe-key",
                "npm-token",
                "pypi-token",
                "sendgrid-key",
                "twilio-key",
                "digitalocean-token",
                "shopify-token",
                "databricks-token",
                "vault-token",
            ]
        ),
        new("Keys of this product", "Agent keys and personal tokens", ["control-plane-key", "control-plane-token"]),
        new("Private keys", "PEM blocks, from the first line to the last", ["private-key"]),
        new("JSON Web Tokens", "Three parts in base64url with a readable head", ["jwt"]),
        new(
            "Sign-in data of requests",
            "Authorization and cookie headers, passwords in URLs",
            ["bearer-token", "basic-credentials", "authorization", "cookie", "url-password"]
        ),
        new(
            "Values with a telling name",
            "password=…, \"api_key\": …, client_secret, access_token and others, in text, JSON and attributes",
            [
                "password",
                "secret",
                "api-key",
                "access-key",
                "secret-key",
                "account-key",
                "private-key",
                "token",
                "signature",
                "credentials",
            ]
        ),
        new("Card numbers", "13 to 19 digits with a right check digit and the beginning of a card", ["card-number"]),
    ];
}
