using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Prices;

internal sealed class PriceTables
    : IEntityTypeConfiguration<StoredPriceTable>,
        IEntityTypeConfiguration<StoredModelPrice>
{
    public void Configure(EntityTypeBuilder<StoredPriceTable> builder)
    {
        builder.ToTable("price_tables");
        builder.HasKey(static table => table.Version);
        builder.Property(static table => table.Providers).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<StoredModelPrice> builder)
    {
        builder.ToTable("model_prices");
        builder.HasKey(static price => price.Id);
        builder
            .HasOne<StoredPriceTable>()
            .WithMany()
            .HasForeignKey(static price => price.TableVersion)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(static price => new { price.TableVersion, price.Position });
        builder.Property(static price => price.Match).HasColumnType("jsonb");
        builder.Property(static price => price.Prices).HasColumnType("jsonb");
    }
}
