namespace ControlPlane.Server.Runs.Api;

/// <summary>503 with the time to come back: nothing of the request was stored.</summary>
internal sealed class BusyResult : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = "1";
        return TypedResults
            .Problem(
                "Reports cannot be stored just now. Send this one again.",
                statusCode: StatusCodes.Status503ServiceUnavailable
            )
            .ExecuteAsync(httpContext);
    }
}
