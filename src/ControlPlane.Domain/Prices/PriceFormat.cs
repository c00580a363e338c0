using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Domain.Prices;

/// <summary>
/// The written form of prices, as in <c>seed/README.md</c>. The same form is used in files and in the database.
/// Anything it does not know is a <see cref="FormatException"/>: a price must not be lost in silence.
/// </summary>
public static class PriceFormat
{
    private const string Date = "yyyy-MM-dd";
    private const string Time = "HH:mm";
    private const int BytesWithVersion = 256;

    /// <summary>The table that comes with the product.</summary>
    public static PriceTable ReadSeed()
    {
        using var stream = OpenSeed();
        return ReadTable(stream);
    }

    /// <summary>The version of that table, without reading the whole of it: the file begins with it.</summary>
    public static string ReadSeedVersion()
    {
        using var stream = OpenSeed();
        var start = new byte[BytesWithVersion];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var json = new Utf8JsonReader(start.AsSpan(0, read), isFinalBlock: false, default);
        return json.Read() && json.Read() && json.ValueTextEquals("version"u8) && json.Read()
            ? json.GetString()!
            : throw new FormatException("The seeded prices do not begin with their version.");
    }

    public static PriceTable ReadTable(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        return new PriceTable(
            Text(root, "version"),
            Text(root, "source"),
            [.. root.GetProperty("providers").EnumerateArray().Select(ReadProvider)]
        );
    }

    /// <summary>A list of entries; the last that applies holds.</summary>
    public static IReadOnlyList<PriceEntry> ReadEntries(JsonElement json) =>
        [.. json.EnumerateArray().Select(ReadEntry)];

    public static PriceEntry ReadEntry(JsonElement json)
    {
        var prices = new List<UnitPrice>();
        DateOnly? from = null;
        DailyWindow? daily = null;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "from":
                    from = DateOnly.ParseExact(property.Value.GetString()!, Date, CultureInfo.InvariantCulture);
                    break;
                case "daily":
                    daily = ReadDaily(property.Value.GetString()!);
                    break;
                default:
                    var unit = PriceUnit.Named(property.Name);
                    prices.Add(new UnitPrice(unit ?? throw Unknown("price", property.Name), ReadPrice(property.Value)));
                    break;
            }
        }

        return new PriceEntry(new ModelPrice(prices), from, daily);
    }

    public static JsonObject WriteEntry(PriceEntry entry)
    {
        var json = new JsonObject();
        if (entry.EffectiveFrom is { } from)
        {
            json["from"] = from.ToString(Date, CultureInfo.InvariantCulture);
        }

        if (entry.Daily is { } daily)
        {
            json["daily"] = string.Create(CultureInfo.InvariantCulture, $"{daily.Start:HH:mm}-{daily.End:HH:mm}");
        }

        foreach (var (unit, price) in entry.Price.Units)
        {
            json[unit.Name] = WritePrice(price);
        }

        return json;
    }

    /// <summary>A provider without its models, as a file or a row has it.</summary>
    public static PriceProvider ReadProvider(JsonElement json, IReadOnlyList<PricedModel> models) =>
        new(
            Text(json, "id"),
            Text(json, "name"),
            json.TryGetProperty("match", out var match) ? MatchRuleFormat.Read(match) : null,
            json.TryGetProperty("modelMatch", out var modelMatch) ? MatchRuleFormat.Read(modelMatch) : null,
            json.TryGetProperty("resells", out var resells)
                ? [.. resells.EnumerateArray().Select(static id => id.GetString()!)]
                : [],
            models
        );

    /// <summary>A provider without its models.</summary>
    public static JsonObject WriteProvider(PriceProvider provider)
    {
        var json = new JsonObject { ["id"] = provider.Id, ["name"] = provider.Name };
        if (provider.Match is { } match)
        {
            json["match"] = MatchRuleFormat.Write(match);
        }

        if (provider.ModelMatch is { } modelMatch)
        {
            json["modelMatch"] = MatchRuleFormat.Write(modelMatch);
        }

        if (provider.Resells.Count > 0)
        {
            json["resells"] = new JsonArray([.. provider.Resells.Select(static id => JsonValue.Create(id))]);
        }

        return json;
    }

    private static Stream OpenSeed() =>
        typeof(PriceFormat).Assembly.GetManifestResourceStream("ControlPlane.Domain.Prices.model-prices.json")
        ?? throw new InvalidOperationException("The seeded prices are not part of the assembly.");

    private static PriceProvider ReadProvider(JsonElement json) =>
        ReadProvider(json, [.. json.GetProperty("models").EnumerateArray().Select(ReadModel)]);

    private static PricedModel ReadModel(JsonElement json) =>
        new(
            Text(json, "id"),
            json.TryGetProperty("name", out var name) ? name.GetString()! : Text(json, "id"),
            MatchRuleFormat.Read(json.GetProperty("match")),
            json.TryGetProperty("context", out var context) ? context.GetInt64() : null,
            json.TryGetProperty("deprecated", out var deprecated) && deprecated.GetBoolean(),
            ReadEntries(json.GetProperty("prices"))
        );

    private static TieredPrice ReadPrice(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number
            ? new TieredPrice(json.GetDecimal())
            : new TieredPrice(
                json[0].GetDecimal(),
                [
                    .. json.EnumerateArray()
                        .Skip(1)
                        .Select(static tier => new PriceTier(tier[0].GetInt64(), tier[1].GetDecimal()))
                        .OrderBy(static tier => tier.Start),
                ]
            );

    private static JsonNode WritePrice(TieredPrice price)
    {
        if (price.Tiers.Count == 0)
        {
            return JsonValue.Create(price.Base);
        }

        var json = new JsonArray(JsonValue.Create(price.Base));
        foreach (var tier in price.Tiers)
        {
            json.Add(new JsonArray(JsonValue.Create(tier.Start), JsonValue.Create(tier.Price)));
        }

        return json;
    }

    private static DailyWindow ReadDaily(string text)
    {
        var ends = text.Split('-');
        return new DailyWindow(
            TimeOnly.ParseExact(ends[0], Time, CultureInfo.InvariantCulture),
            TimeOnly.ParseExact(ends[1], Time, CultureInfo.InvariantCulture)
        );
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static FormatException Unknown(string what, string name) => new($"Unknown {what} '{name}'.");
}
