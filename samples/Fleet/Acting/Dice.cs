using System.Globalization;

namespace ControlPlane.Samples.Fleet.Acting;

/// <summary>Chance that can be repeated: the same seed gives the same run, down to its ids.</summary>
internal sealed class Dice(int seed)
{
    private const string Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly Random random = new(seed);

    /// <summary>A seed for the <paramref name="index"/>-th of many, the same in every process.</summary>
    public static int Seed(long series, long index)
    {
        var mixed = unchecked((ulong)(series * 0x1E3779B97F4A7C15 + index + 1) * 0xBF58476D1CE4E5B9UL);
        return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public bool Chance(double probability) => random.NextDouble() < probability;

    public int Between(int low, int high) => random.Next(low, high + 1);

    public double Between(double low, double high) => low + random.NextDouble() * (high - low);

    /// <summary>A duration around a middle, now and then much longer, as durations are.</summary>
    public double Around(double middle) =>
        middle
        * Math.Exp(
            0.35 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(6.2831853 * random.NextDouble())
        );

    public string Hex(int digits) =>
        string.Create(digits, random, static (text, random) => random.GetItems("0123456789abcdef".AsSpan(), text));

    public string Letters(int length) =>
        string.Create(length, random, static (text, random) => random.GetItems(Signs.AsSpan(), text));

    public string Number(int low, int high) => Between(low, high).ToString(CultureInfo.InvariantCulture);
}
