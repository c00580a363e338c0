using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Server.Access;

internal sealed class AccessTables
    : IEntityTypeConfiguration<Person>,
        IEntityTypeConfiguration<IdentityUserClaim<Guid>>,
        IEntityTypeConfiguration<IdentityUserLogin<Guid>>,
        IEntityTypeConfiguration<IdentityUserToken<Guid>>,
        IEntityTypeConfiguration<AccessToken>,
        IEntityTypeConfiguration<PersonSession>,
        IEntityTypeConfiguration<PersonLink>,
        IEntityTypeConfiguration<ProtectionKey>,
        IEntityTypeConfiguration<AppliedSetting>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("people");
        builder.HasIndex(static person => person.NormalizedUserName).IsUnique();
        builder.HasIndex(static person => person.NormalizedEmail).IsUnique();
        builder.Property(static person => person.UserName).HasMaxLength(256).IsRequired();
        builder.Property(static person => person.NormalizedUserName).HasMaxLength(256).IsRequired();
        builder.Property(static person => person.Email).HasMaxLength(256).IsRequired();
        builder.Property(static person => person.NormalizedEmail).HasMaxLength(256).IsRequired();
        builder.Property(static person => person.ConcurrencyStamp).IsConcurrencyToken();
        builder.Property(static person => person.DisplayName).HasMaxLength(AddPerson.NameLength);
        builder.Ignore(static person => person.IsInvited);
        builder
            .Property(static person => person.Role)
            .HasConversion(static role => SnakeCase.Of(role.ToString()), static text => Enum.Parse<Role>(text, true));
        OwnedByPerson<IdentityUserClaim<Guid>>(builder, static claim => claim.UserId);
        OwnedByPerson<IdentityUserLogin<Guid>>(builder, static login => login.UserId);
        OwnedByPerson<IdentityUserToken<Guid>>(builder, static token => token.UserId);
        OwnedByPerson<AccessToken>(builder, static token => token.PersonId!);
        OwnedByPerson<PersonSession>(builder, static session => session.PersonId);
        OwnedByPerson<PersonLink>(builder, static link => link.PersonId);
    }

    public void Configure(EntityTypeBuilder<PersonSession> builder)
    {
        builder.ToTable("person_sessions");
        builder.Property(static session => session.Address).HasMaxLength(PersonSession.TextLength);
        builder.Property(static session => session.Browser).HasMaxLength(PersonSession.TextLength);
    }

    public void Configure(EntityTypeBuilder<PersonLink> builder)
    {
        builder.ToTable("person_links");
        builder.Property(static link => link.Purpose).HasMaxLength(40);
        builder.HasIndex(static link => link.Hash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder) => builder.ToTable("person_claims");

    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder)
    {
        builder.ToTable("person_logins");
        builder.HasKey(static login => new { login.LoginProvider, login.ProviderKey });
    }

    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder)
    {
        builder.ToTable("person_tokens");
        builder.HasKey(static token => new
        {
            token.UserId,
            token.LoginProvider,
            token.Name,
        });
    }

    public void Configure(EntityTypeBuilder<AccessToken> builder)
    {
        builder.ToTable("access_tokens");
        builder.HasIndex(static token => token.Prefix).IsUnique();
        builder.HasIndex(static token => token.Setting).IsUnique();
        builder.HasIndex(static token => token.AgentId);
        builder.Property(static token => token.Prefix).HasMaxLength(40);
        builder.Property(static token => token.Name).HasMaxLength(MintToken.NameLength);
        builder.Ignore(static token => token.Life);
        builder
            .Property(static token => token.Kind)
            .HasConversion(
                static kind => SnakeCase.Of(kind.ToString()),
                static text => Enum.Parse<TokenKind>(text, true)
            );
    }

    public void Configure(EntityTypeBuilder<ProtectionKey> builder) => builder.ToTable("protection_keys");

    public void Configure(EntityTypeBuilder<AppliedSetting> builder)
    {
        builder.ToTable("applied_settings");
        builder.HasKey(static setting => setting.Name);
    }

    private static void OwnedByPerson<T>(
        EntityTypeBuilder<Person> builder,
        System.Linq.Expressions.Expression<Func<T, object?>> personId
    )
        where T : class => builder.HasMany<T>().WithOne().HasForeignKey(personId);
}
