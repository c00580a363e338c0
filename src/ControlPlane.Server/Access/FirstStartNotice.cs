namespace ControlPlane.Server.Access;

/// <summary>
/// Tells the first administrator's password to whoever started the server: on standard output, which is read once, and
/// not in the log, which is kept and shipped.
/// </summary>
internal sealed class FirstStartNotice(TextWriter output)
{
    public void Show(string email, string password) =>
        output.WriteLine(
            $"""

            ============================================================
              First start: an administrator was created.

                e-mail    {email}
                password  {password}

              Sign in at the address below, path /sign-in.
              The password is shown only this once and has to be
              changed at the first sign-in.
            ============================================================

            """
        );
}
