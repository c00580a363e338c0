using ControlPlane.Server.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ControlPlane.Server.Access;

/// <summary>Names <see cref="GivenReason.Header"/> in the contract, on everything by which a person changes something.</summary>
internal static class ReasonParameter
{
    public static Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var endpoint = context.Description;
        var policy = endpoint.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        // What agents report is the record itself, and what is only read leaves no entry.
        if (policy is not (Policies.Run or Policies.Ingest) && endpoint.HttpMethod is not ("GET" or "HEAD"))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = GivenReason.Header,
                    In = ParameterLocation.Header,
                    Description = "Why, in the words of the person: kept in the audit log. Percent-encoded or UTF-8.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = AuditActor.ReasonLength },
                }
            );
        }

        return Task.CompletedTask;
    }
}
