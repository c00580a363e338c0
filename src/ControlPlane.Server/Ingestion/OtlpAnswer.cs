using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ControlPlane.Server.Ingestion;

/// <summary>
/// The answer to an export, in the encoding of the request: empty if all was stored, else <c>partialSuccess</c> with
/// the number of refused records and why.
/// </summary>
internal sealed class OtlpAnswer(OtlpEncoding encoding, IngestReceipt receipt, string rejectedField) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = encoding == OtlpEncoding.Json ? Json() : Protobuf();
        response.ContentType = encoding == OtlpEncoding.Json ? "application/json" : "application/x-protobuf";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    private byte[] Json()
    {
        var answer = new JsonObject();
        if (receipt.Rejected.Count > 0)
        {
            answer["partialSuccess"] = new JsonObject
            {
                // proto3 JSON writes 64-bit integers as text.
                [rejectedField] = receipt.Rejected.Count.ToString(CultureInfo.InvariantCulture),
                ["errorMessage"] = receipt.Message,
            };
        }

        return Encoding.UTF8.GetBytes(answer.ToJsonString());
    }

    // Export…ServiceResponse { partial_success = 1 { rejected = 1 (int64), error_message = 2 (string) } }
    private byte[] Protobuf()
    {
        if (receipt.Rejected.Count == 0)
        {
            return [];
        }

        var message = Encoding.UTF8.GetBytes(receipt.Message);
        var inner = new List<byte> { 0x08 };
        AddVarint(inner, receipt.Rejected.Count);
        inner.Add(0x12);
        AddVarint(inner, message.Length);
        inner.AddRange(message);
        var outer = new List<byte> { 0x0A };
        AddVarint(outer, inner.Count);
        outer.AddRange(inner);
        return [.. outer];
    }

    private static void AddVarint(List<byte> bytes, int value)
    {
        for (var rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                bytes.Add((byte)rest);
                return;
            }

            bytes.Add((byte)(rest | 0x80));
        }
    }
}
