using System.Collections.Frozen;
using System.Numerics;

namespace ControlPlane.Domain.Prices;

/// <summary>
/// Something that has a price of its own: a type of token, a request, a search. Units overlap: cached input tokens are
/// a part of the input tokens. A unit without a price of its own costs what the unit it is a part of costs.
/// </summary>
public sealed class PriceUnit
{
    private const long Million = 1_000_000;
    private const long Thousand = 1_000;
    private const long Hour = 3_600;

    private readonly UnitTraits _traits;

    private PriceUnit(string name, string label, long per, UnitTraits traits)
    {
        Name = name;
        Label = label;
        Per = per;
        _traits = traits;
    }

    public static PriceUnit Input { get; } = Tokens("input", "Input", UnitTraits.Input);
    public static PriceUnit CachedInput { get; } =
        Tokens("cachedInput", "Cached input", UnitTraits.Input | UnitTraits.CacheRead);
    public static PriceUnit CacheWrite { get; } =
        Tokens("cacheWrite", "Cache write", UnitTraits.Input | UnitTraits.CacheWrite);
    public static PriceUnit CacheWrite1h { get; } =
        Tokens("cacheWrite1h", "Cache write, 1 hour", UnitTraits.Input | UnitTraits.CacheWrite | UnitTraits.OneHour);
    public static PriceUnit InputAudio { get; } =
        Tokens("inputAudio", "Audio input", UnitTraits.Input | UnitTraits.Audio);
    public static PriceUnit CachedAudio { get; } =
        Tokens("cachedAudio", "Cached audio input", UnitTraits.Input | UnitTraits.CacheRead | UnitTraits.Audio);
    public static PriceUnit InputImage { get; } =
        Tokens("inputImage", "Image input", UnitTraits.Input | UnitTraits.Image);
    public static PriceUnit CachedImage { get; } =
        Tokens("cachedImage", "Cached image input", UnitTraits.Input | UnitTraits.CacheRead | UnitTraits.Image);
    public static PriceUnit InputVideo { get; } =
        Tokens("inputVideo", "Video input", UnitTraits.Input | UnitTraits.Video);
    public static PriceUnit Output { get; } = Tokens("output", "Output", UnitTraits.Output);
    public static PriceUnit Reasoning { get; } =
        Tokens("reasoning", "Reasoning", UnitTraits.Output | UnitTraits.Reasoning);
    public static PriceUnit Citation { get; } =
        Tokens("citation", "Citations", UnitTraits.Output | UnitTraits.Citation);
    public static PriceUnit OutputAudio { get; } =
        Tokens("outputAudio", "Audio output", UnitTraits.Output | UnitTraits.Audio);
    public static PriceUnit OutputImage { get; } =
        Tokens("outputImage", "Image output", UnitTraits.Output | UnitTraits.Image);
    public static PriceUnit OutputVideo { get; } =
        Tokens("outputVideo", "Video output", UnitTraits.Output | UnitTraits.Video);
    public static PriceUnit Requests { get; } = new("requests", "Requests", Thousand, UnitTraits.Requests);
    public static PriceUnit WebSearches { get; } = new("webSearches", "Web searches", Thousand, UnitTraits.WebSearches);
    public static PriceUnit StorageSearches { get; } =
        new("storageSearches", "Storage searches", Thousand, UnitTraits.StorageSearches);
    public static PriceUnit TextMessages { get; } =
        new("textMessages", "Text messages", Thousand, UnitTraits.Messages | UnitTraits.Input);
    public static PriceUnit DocumentPages { get; } =
        new("documentPages", "Document pages", Thousand, UnitTraits.Pages | UnitTraits.Input);
    public static PriceUnit AnnotatedPages { get; } =
        new("annotatedPages", "Annotated pages", Thousand, UnitTraits.Pages | UnitTraits.Input | UnitTraits.Annotated);
    public static PriceUnit AudioSeconds { get; } =
        new("audioSeconds", "Audio", Hour, UnitTraits.Seconds | UnitTraits.Audio);
    public static PriceUnit InputAudioSeconds { get; } =
        new("inputAudioSeconds", "Audio input", Hour, UnitTraits.Seconds | UnitTraits.Audio | UnitTraits.Input);

    /// <summary>All units in the order in which people read them.</summary>
    public static IReadOnlyList<PriceUnit> All { get; } =
    [
        Input,
        CachedInput,
        CacheWrite,
        CacheWrite1h,
        InputAudio,
        CachedAudio,
        InputImage,
        CachedImage,
        InputVideo,
        Output,
        Reasoning,
        Citation,
        OutputAudio,
        OutputImage,
        OutputVideo,
        Requests,
        WebSearches,
        StorageSearches,
        TextMessages,
        DocumentPages,
        AnnotatedPages,
        AudioSeconds,
        InputAudioSeconds,
    ];

    private static readonly FrozenDictionary<string, PriceUnit> ByName = All.ToFrozenDictionary(
        static unit => unit.Name,
        StringComparer.Ordinal
    );

    /// <summary>The stored name.</summary>
    public string Name { get; }

    /// <summary>What people read.</summary>
    public string Label { get; }

    /// <summary>A price is for this many: a million tokens, a thousand pieces, an hour of seconds.</summary>
    public long Per { get; }

    public bool IsTokens => _traits.HasFlag(UnitTraits.Tokens);

    /// <summary>More traits, more specific: a part is always more specific than its whole.</summary>
    internal int Specificity => BitOperations.PopCount((uint)_traits);

    public static PriceUnit? Named(string name) => ByName.GetValueOrDefault(name);

    /// <summary>What is counted as this unit is counted as <paramref name="whole"/>, too.</summary>
    public bool IsPartOf(PriceUnit whole) => this != whole && (_traits & whole._traits) == whole._traits;

    public override string ToString() => Name;

    private static PriceUnit Tokens(string name, string label, UnitTraits traits) =>
        new(name, label, Million, UnitTraits.Tokens | traits);
}

/// <summary>What a unit is counted by. A unit with all traits of another is a part of it.</summary>
[Flags]
internal enum UnitTraits
{
    None = 0,
    Tokens = 1,
    Input = 1 << 1,
    Output = 1 << 2,
    CacheRead = 1 << 3,
    CacheWrite = 1 << 4,
    OneHour = 1 << 5,
    Audio = 1 << 6,
    Image = 1 << 7,
    Video = 1 << 8,
    Reasoning = 1 << 9,
    Citation = 1 << 10,
    Requests = 1 << 11,
    WebSearches = 1 << 12,
    StorageSearches = 1 << 13,
    Messages = 1 << 14,
    Pages = 1 << 15,
    Annotated = 1 << 16,
    Seconds = 1 << 17,
}
