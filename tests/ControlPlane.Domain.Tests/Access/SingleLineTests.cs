using ControlPlane.Domain.Access;

namespace ControlPlane.Domain.Tests.Access;

public sealed class SingleLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Größe 🙂 (EU-West)")]
    [InlineData("<b>not markup</b>")]
    public void Ordinary_text_is_one_line(string text) => Assert.True(SingleLine.Is(text));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("a\u2028b")]
    [InlineData("a\u202Eb")]
    public void What_forges_or_cannot_be_stored_is_not(string text) => Assert.False(SingleLine.Is(text));

    // Not in the list above: attributes are stored as UTF-8, which cannot hold it.
    [Fact]
    public void Half_of_a_sign_is_not() => Assert.False(SingleLine.Is("a\ud83d"));
}
