using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ControlPlane.Server.Ingestion;

internal enum OtlpEncoding
{
    Protobuf,
    Json,
}

/// <summary>Reads the body of an OTLP request, unpacked, within its limits.</summary>
internal sealed class OtlpBody(IOptions<IngestionOptions> options)
{
    /// <exception cref="OtlpBodyException">The body cannot be taken; nothing of it was stored.</exception>
    public async Task<(ReadOnlyMemory<byte> Content, OtlpEncoding Encoding)> ReadAsync(
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        var encoding = EncodingOf(request);
        var limit = options.Value.LargestRequest;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = null; // the setting may allow more than the web server does by itself
        }

        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        await using var stream = Unpack(request);
        using var content = new MemoryStream();
        var buffer = new byte[81_920];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0; )
            {
                if (content.Length + read > limit)
                {
                    throw TooLarge(limit);
                }

                content.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            throw new OtlpBodyException(StatusCodes.Status400BadRequest, "The body is not valid gzip.");
        }

        return (content.GetBuffer().AsMemory(0, (int)content.Length), encoding);
    }

    private static OtlpEncoding EncodingOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.MediaType.Value?.ToUpperInvariant() switch
            {
                "APPLICATION/X-PROTOBUF" or "APPLICATION/PROTOBUF" => OtlpEncoding.Protobuf,
                "APPLICATION/JSON" => OtlpEncoding.Json,
                _ => throw WrongType(),
            }
            : throw WrongType();

    private static Stream Unpack(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().ToUpperInvariant() switch
        {
            "" or "IDENTITY" => request.Body,
            "GZIP" => new GZipStream(request.Body, CompressionMode.Decompress),
            _ => throw new OtlpBodyException(
                StatusCodes.Status415UnsupportedMediaType,
                "Content-Encoding must be gzip or identity."
            ),
        };

    private static OtlpBodyException WrongType() =>
        new(
            StatusCodes.Status415UnsupportedMediaType,
            "Content-Type must be application/x-protobuf or application/json."
        );

    private static OtlpBodyException TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"A request may have at most {limit} bytes, also once unpacked.");
}

/// <param name="statusCode">The HTTP status to answer with.</param>
internal sealed class OtlpBodyException(int statusCode, string message) : Exception(message)
{
    public int StatusCode => statusCode;
}
