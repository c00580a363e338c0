using ControlPlane.Architecture.Tests.Reading;
using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>Every page with an address says itself who may open it: by a policy, never by default.</summary>
internal static class PageAuthorization
{
    private const string Authorize = "Microsoft.AspNetCore.Authorization.AuthorizeAttribute";
    private const string Anonymous = "Microsoft.AspNetCore.Authorization.AllowAnonymousAttribute";
    private const string Route = "Microsoft.AspNetCore.Components.RouteAttribute";

    public static IEnumerable<Finding> Violations(Layer layer) =>
        Routed(layer)
            .SelectMany(static page =>
                Attributes(page, Anonymous).Any() ? [new Finding(page.Name, "is open to everybody")]
                : !Attributes(page, Authorize).Any() ? [new Finding(page.Name, "does not say who may open it")]
                : Attributes(page, Authorize).All(NamesPolicy) ? Array.Empty<Finding>()
                : [new Finding(page.Name, "asks for a sign-in and for no policy")]
            );

    public static IEnumerable<ProductType> Routed(Layer layer) =>
        layer.Types.Where(static type => Attributes(type, Route).Any());

    private static IEnumerable<CustomAttribute> Attributes(ProductType type, string name) =>
        type.Definition.CustomAttributes.Where(attribute => attribute.AttributeType.FullName == name);

    private static bool NamesPolicy(CustomAttribute authorize) =>
        authorize.ConstructorArguments is [{ Value: string }]
        || authorize.Properties.Any(static property => property is { Name: "Policy", Argument.Value: string });
}
