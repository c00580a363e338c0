using ControlPlane.Domain.Access;

namespace ControlPlane.Domain.Tests.Access;

public sealed class PasswordsTests
{
    [Fact]
    public void A_temporary_password_has_no_sign_that_is_mistaken_for_another()
    {
        var password = Passwords.From([.. Enumerable.Range(0, 256).Select(static value => (byte)value)]);

        Assert.Equal(256, password.Length);
        Assert.DoesNotContain(password, static sign => "0O1lI".Contains(sign, StringComparison.Ordinal));
    }
}
