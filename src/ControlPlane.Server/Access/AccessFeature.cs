using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace ControlPlane.Server.Access;

internal static class AccessFeature
{
    private const string TokenOrCookie = "TokenOrCookie";
    private const long LockKey = 0x43_50_42_4F_4F_54; // "CPBOOT"

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddPeople();
        services.AddSchemes();
        services.AddForms(builder.Logging);
        services.AddAuthorization(Policies.Define);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services.ConfigureAll<OpenApiOptions>(static options =>
            options.AddOperationTransformer(ReasonParameter.DescribeAsync)
        );

        services.AddSingleton<VerifyToken>();
        services.AddSingleton<IssueAgentKey>();
        services.AddSingleton<IssuePersonalToken>();
        services.AddSingleton<RotateAgentKey>();
        services.AddSingleton<RevokeToken>();
        services.AddSingleton<TokenQueries>();
        services.AddSingleton<AddPerson>();
        services.AddSingleton<InvitePerson>();
        services.AddSingleton<ChangePerson>();
        services.AddSingleton<ResetPassword>();
        services.AddScoped<ChooseFirstPassword>();
        services.AddSingleton<PeopleQueries>();
        services.AddSingleton<KnownSessions>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<EndSessions>();
        services.AddScoped<StartSession>();
        services.AddScoped<Session>();
        services.AddSingleton<UnknownAddresses>();
        services.AddScoped<PasswordAttempts>();
        services.AddScoped<SignIn>();
        services.AddScoped<SignOut>();
        services.AddScoped<ChangePassword>();

        services.AddSingleton(new SettingsEntry("Account", "/settings/account", Order: 10));
        services.AddSingleton(new SettingsEntry("People", "/settings/people", Order: 20, Policies.Admin));
        services.AddSingleton(BootstrapOptions.Read(builder.Configuration));
        services.AddSingleton(new FirstStartNotice(Console.Out));
        services.AddScoped<Bootstrap>();
        services.AddScoped<BootstrapPassword>();
        services.AddScoped<BootstrapTokens>();
    }

    /// <summary>After the migration: applies the bootstrap settings. Servers that start at once do so in turn.</summary>
    public static async Task PrepareAccessAsync(this WebApplication app)
    {
        await using var holder = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var scope = app.Services.CreateAsyncScope();
        await ExecuteAsync(holder, $"SELECT pg_advisory_lock({LockKey})");
        try
        {
            // Makes the first key that protects cookies here, where only one server at a time can.
            app.Services.GetDataProtector(nameof(PrepareAccessAsync)).Protect("");
            await scope
                .ServiceProvider.GetRequiredService<Bootstrap>()
                .ApplyAsync(app.Services.GetRequiredService<BootstrapOptions>(), CancellationToken.None);
        }
        finally
        {
            await ExecuteAsync(holder, $"SELECT pg_advisory_unlock({LockKey})");
        }
    }

    /// <summary>
    /// Authentication, authorization, forgery tokens, the forced change of a temporary password, and the reason given.
    /// </summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use(RequestSource.InvokeAsync);
        app.UseAuthorization();
        app.Use(RequirePasswordChange.InvokeAsync);
        app.Use(GivenReason.InvokeAsync);
        app.UseAntiforgery();
    }

    public static void MapAccess(this WebApplication app)
    {
        app.MapSignIn();
        app.MapPassword();
        app.MapWelcome();
        app.MapPeople();
        app.MapSessions();
        WhoAmI.Map(app);
    }

    private static void AddPeople(this IServiceCollection services)
    {
        services
            .AddIdentityCore<Person>(static options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Password = new()
                {
                    RequiredLength = Passwords.MinimumLength,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
            })
            .AddSignInManager()
            .AddClaimsPrincipalFactory<PersonClaims>();
        services.AddScoped<IUserStore<Person>, UserOnlyStore<Person, ControlPlaneDb, Guid>>();
    }

    private static void AddSchemes(this IServiceCollection services) =>
        services
            .AddAuthentication(TokenOrCookie)
            .AddPolicyScheme(
                TokenOrCookie,
                TokenOrCookie,
                static options =>
                    options.ForwardDefaultSelector = static context =>
                        Programs.TakesOnlyToken(context.Request)
                            ? VerifyToken.Scheme
                            : IdentityConstants.ApplicationScheme
            )
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(VerifyToken.Scheme, null)
            .AddCookie(
                IdentityConstants.ApplicationScheme,
                static options =>
                {
                    options.Cookie.Name = "controlplane";
                    options.Cookie.HttpOnly = true;
                    options.Cookie.SameSite = SameSiteMode.Lax;
                    options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    options.ExpireTimeSpan = Session.Lifetime;
                    options.SlidingExpiration = true;
                    options.LoginPath = "/sign-in";
                    options.Events.OnValidatePrincipal = Session.ValidateCookieAsync;
                }
            );

    private static void AddForms(this IServiceCollection services, ILoggingBuilder log)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.Replace(ServiceDescriptor.Scoped<AuthenticationStateProvider, PersonRevalidation>());
        services.AddAntiforgery(static options =>
        {
            options.Cookie.Name = "controlplane-forms";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddDataProtection().SetApplicationName("ControlPlane");
        services.AddSingleton<IXmlRepository, ProtectionKeys>();
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IXmlRepository>(static (options, keys) => options.XmlRepository = keys);
        // It warns at every start that the keys are not encrypted; ProtectionKeys says why that is so.
        log.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
