using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>The product's mark: steps of a run, one of them held in petrol. favicon.svg draws the same.</summary>
internal static class Brand
{
    public static readonly MarkupString Mark = new(
        """
        <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true"><rect class="tile" width="24" height="24" rx="5.5"></rect><rect class="made" x="5" y="5.500" width="9" height="3.400" rx="1"></rect><rect class="held" x="8.500" y="10.300" width="10.500" height="3.400" rx="1"></rect><rect class="made" x="5" y="15.100" width="6.500" height="3.400" rx="1"></rect></svg>
        """
    );
}
