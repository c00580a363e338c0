using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Access;

/// <summary>Does what a browser without script does: keeps cookies, sends forms as they were rendered.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient http;

    public Browser(TestServer server)
    {
        http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = server.Http.BaseAddress,
        };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Sends a reason with every request, which no browser does by itself.</summary>
    public void Say(string reason) => http.DefaultRequestHeaders.Add("X-Audit-Reason", reason);

    public Task<HttpResponseMessage> GetAsync(string address) => http.GetAsync(address);

    public Task<HttpResponseMessage> PostJsonAsync<T>(string address, T content) =>
        http.PostAsJsonAsync(address, content);

    /// <summary>Opens a page, fills in its form and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        string page,
        string? action = null,
        params (string, string)[] fields
    )
    {
        var html = await http.GetStringAsync(page);
        return await PostAsync(action ?? page.Split('?')[0], [.. HiddenFields(html), .. fields]);
    }

    public Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields) =>
        http.PostAsync(
            address,
            new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)))
        );

    public Task<HttpResponseMessage> SignInAsync(string email, string password, string page = "/sign-in") =>
        SubmitAsync(page, "/sign-in", ("email", email), ("password", password));

    public static IEnumerable<(string Name, string Value)> HiddenFields(string html) =>
        HiddenField()
            .Matches(html)
            .Select(static match =>
                (Attribute(match.Value, "name"), WebUtility.HtmlDecode(Attribute(match.Value, "value")))
            )
            .DistinctBy(static field => field.Item1);

    public void Dispose() => http.Dispose();

    private static string Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex HiddenField();
}
