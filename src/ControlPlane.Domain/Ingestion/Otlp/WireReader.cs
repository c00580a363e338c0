using System.Buffers.Binary;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>Reads the protobuf wire format: tag by tag, without a schema.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Bytes = 2;
    public const int Fixed32 = 5;

    private const int StartGroup = 3;
    private const int EndGroup = 4;
    private const int MaxGroupDepth = 64;
    private const int MaxVarintBytes = 10;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Number of the field whose tag was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Wire type of the field whose tag was read last.</summary>
    public int Type { get; private set; }

    public readonly bool Is(int field, int type) => Field == field && Type == type;

    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        Type = (int)(tag & 7);
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        if (Field == 0)
        {
            throw new OtlpFormatException("The body is not protobuf: a field has number 0.");
        }

        return true;
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << (7 * i);
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new OtlpFormatException("The body is not protobuf: a number is longer than ten bytes.");
    }

    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        if (length > (ulong)_rest.Length)
        {
            throw Short();
        }

        return Take((int)length);
    }

    public string ReadText() => SafeText.FromUtf8(ReadBytes());

    /// <summary>Passes over a field nobody asked for.</summary>
    public void Skip() => Skip(0);

    private void Skip(int depth)
    {
        switch (Type)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Take(8);
                break;
            case Bytes:
                ReadBytes();
                break;
            case StartGroup:
                SkipGroup(depth + 1);
                break;
            case Fixed32:
                Take(4);
                break;
            default:
                throw new OtlpFormatException($"The body is not protobuf: wire type {Type} is out of place.");
        }
    }

    private void SkipGroup(int depth)
    {
        if (depth > MaxGroupDepth)
        {
            throw new OtlpFormatException("The body is not OTLP: groups are nested too deeply.");
        }

        while (true)
        {
            if (!Next())
            {
                throw Short();
            }

            if (Type == EndGroup)
            {
                return;
            }

            Skip(depth);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Short();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static OtlpFormatException Short() => new("The body is not protobuf, or it ends in the middle of a field.");
}
