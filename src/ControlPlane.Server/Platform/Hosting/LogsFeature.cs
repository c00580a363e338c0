using System.Globalization;
using Serilog;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>
/// Logs to standard output through Serilog: <c>Logs:Format</c> is <c>json</c>, <c>text</c> or <c>auto</c> (text in
/// Development, else JSON). Levels are Serilog's own section in appsettings.json.
/// </summary>
internal static class LogsFeature
{
    private const string Text = "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var formatter = new MaskedFormatter(
            ChooseFormatter(builder.Configuration["Logs:Format"], builder.Environment.IsDevelopment()),
            SecretMask.From(builder.Configuration)
        );
        var logger = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            // Said in one line by Program.cs; the host would add a stack.
            .Filter.ByExcluding(static entry =>
                entry.Exception is StartException || StartFailure.IsAddressInUse(entry.Exception)
            )
            .WriteTo.Console(formatter)
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace); // Serilog's configuration decides
        builder.Logging.AddSerilog(logger, dispose: true);
    }

    private static ITextFormatter ChooseFormatter(string? format, bool development) =>
        format switch
        {
            "json" => new JsonFormatter(renderMessage: true),
            "text" => new MessageTemplateTextFormatter(Text, CultureInfo.InvariantCulture),
            null or "" or "auto" => ChooseFormatter(development ? "text" : "json", development),
            _ => throw new StartException($"Logs__Format is \"{format}\"; it can be json, text or auto."),
        };
}
