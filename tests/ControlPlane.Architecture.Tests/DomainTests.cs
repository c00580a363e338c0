using ControlPlane.Architecture.Tests.Reading;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests;

public sealed class DomainTests
{
    [Fact]
    public void The_domain_references_System_only()
    {
        Assert.True(Product.DomainModule.AssemblyReferences.Count > 5);
        Nothing.In(DomainPurity.OfReferences(Product.DomainModule).Except());
    }

    [Fact]
    public void The_domain_uses_no_package_no_IO_and_no_clock()
    {
        Assert.True(Product.Domain.Types.Count > 100);
        Nothing.In(DomainPurity.OfCode(Product.Domain).Except());
    }

    [Fact]
    public void A_reference_to_a_package_is_found() =>
        Assert.Contains(
            "ControlPlane.Architecture.Tests.dll: Npgsql",
            DomainPurity.OfReferences(Product.OwnModule).Except()
        );

    [Fact]
    public void A_clock_a_file_and_a_package_in_the_domain_are_found() =>
        Assert.Equal(
            [
                "Runs.AsksClockInLambda: System.DateTimeOffset::get_UtcNow/0",
                "Runs.MakesIds: System.Guid::CreateVersion7/0",
                "Runs.OpensConnection: Npgsql.NpgsqlConnection",
                "Runs.ReadsFileLater: System.IO.File",
            ],
            DomainPurity.OfCode(Product.Planted("Purity")).Except()
        );
}
