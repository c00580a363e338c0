using System.Text;

namespace ControlPlane.Domain.Tests.Ingestion;

/// <summary>Writes protobuf by hand, wrong protobuf too.</summary>
internal static class OtlpBytes
{
    public const ulong Start = 1_795_226_847_000_000_000;
    public static readonly byte[] TraceId = [.. Enumerable.Range(1, 16).Select(static i => (byte)i)];
    public static readonly byte[] SpanId = [1, 2, 3, 4, 5, 6, 7, 8];

    public static byte[] Varint(int field, ulong value) => [.. Number((ulong)field << 3), .. Number(value)];

    public static byte[] Fixed64(int field, ulong value) =>
        [.. Number(((ulong)field << 3) | 1), .. BitConverter.GetBytes(value)];

    public static byte[] Fixed32(int field, uint value) =>
        [.. Number(((ulong)field << 3) | 5), .. BitConverter.GetBytes(value)];

    public static byte[] Bytes(int field, params ReadOnlySpan<byte> value) =>
        [.. Number(((ulong)field << 3) | 2), .. Number((ulong)value.Length), .. value];

    public static byte[] Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public static byte[] Attribute(int field, string key, byte[] anyValue) =>
        Bytes(field, [.. Text(1, key), .. Bytes(2, anyValue)]);

    public static byte[] Attribute(int field, string key, string value) => Attribute(field, key, Text(1, value));

    /// <summary>A good span, followed by whatever a test adds; later fields win.</summary>
    public static byte[] Span(params ReadOnlySpan<byte> more) =>
        [
            .. Bytes(1, TraceId),
            .. Bytes(2, SpanId),
            .. Text(5, "step"),
            .. Fixed64(7, Start),
            .. Fixed64(8, Start + 5_000_000),
            .. more,
        ];

    public static byte[] Request(params byte[][] items) =>
        Bytes(1, Bytes(2, [.. items.SelectMany(static item => Bytes(2, item))]));

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
