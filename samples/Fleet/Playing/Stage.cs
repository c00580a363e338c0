using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Samples.Fleet.Playing;

/// <summary>The control plane does not take the fleet's key any more: the demonstration is over.</summary>
internal sealed class DismissedException() : Exception("The key is not accepted.");

/// <summary>The control plane, as the fleet sees it through its public interfaces.</summary>
internal sealed class Stage(HttpClient http, TimeProvider time)
{
    private const int Attempts = 5;
    private long sent;
    private long refused;

    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Requests, or parts of them, that were not taken.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Posts, and comes back later if that is asked for. Null if it was refused.</summary>
    public async Task<JsonNode?> PostAsync(string path, JsonNode body, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var wait = TimeSpan.FromSeconds(attempt);
            try
            {
                using var answer = await http.PostAsJsonAsync(path, body, cancellation);
                Interlocked.Increment(ref sent);
                if (!IsBusy(answer.StatusCode) || attempt == Attempts)
                {
                    return await ReadAsync(path, answer, cancellation);
                }

                wait = answer.Headers.RetryAfter?.Delta ?? wait;
            }
            catch (HttpRequestException) when (attempt < Attempts) { }

            await Task.Delay(wait, time, cancellation);
        }
    }

    private async Task<JsonNode?> ReadAsync(string path, HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new DismissedException();
        }

        var text = await answer.Content.ReadAsStringAsync(cancellation);
        var json = text.Length > 0 && text[0] == '{' ? JsonNode.Parse(text) : null;
        if (answer.IsSuccessStatusCode && Rejected(json) == 0)
        {
            return json ?? new JsonObject();
        }

        // The first few say what is wrong; more would only fill the terminal.
        if (Interlocked.Increment(ref refused) <= 3)
        {
            await Console.Error.WriteLineAsync(
                $"Demonstration fleet: {path} answered {(int)answer.StatusCode}: {text}"
            );
        }

        return answer.IsSuccessStatusCode ? json : null;
    }

    private static int Rejected(JsonNode? json) =>
        int.TryParse(json?["partialSuccess"]?["rejectedSpans"]?.ToString(), out var spans) ? spans
        : json?["rejected"] is JsonArray steps ? steps.Count
        : 0;

    private static bool IsBusy(HttpStatusCode status) =>
        status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
}
