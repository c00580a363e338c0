namespace ControlPlane.Server.Platform.Hosting.Http;

/// <summary>Why something was not done, in words for people and programs.</summary>
/// <param name="Errors">By the name of the field as the caller writes it; null if no field is at fault.</param>
internal sealed record Refusal(int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>400: one field is wrong.</summary>
    public static Refusal Field(string name, string message) =>
        Fields(new Dictionary<string, string[]>(StringComparer.Ordinal) { [name] = [message] });

    /// <summary>400: all fields that are wrong.</summary>
    public static Refusal Fields(IReadOnlyDictionary<string, string[]> errors) =>
        new(
            StatusCodes.Status400BadRequest,
            string.Join(' ', errors.Select(static error => $"{error.Key}: {string.Join(' ', error.Value)}")),
            errors
        );

    /// <summary>404.</summary>
    public static Refusal Missing(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>409.</summary>
    public static Refusal Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    /// <summary>403.</summary>
    public static Refusal Forbidden(string detail) => new(StatusCodes.Status403Forbidden, detail);

    /// <summary>As RFC 9457 problem details.</summary>
    public IResult ToHttp() =>
        Errors is null
            ? TypedResults.Problem(statusCode: Status, detail: Detail)
            : TypedResults.Problem(new HttpValidationProblemDetails(Errors) { Status = Status, Detail = Detail });
}
