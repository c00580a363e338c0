namespace ControlPlane.Domain.Access;

/// <summary>What a person may do. Each role includes the ones before it.</summary>
public enum Role
{
    /// <summary>Reads everything, changes nothing.</summary>
    Viewer,

    /// <summary>Decides, stops a single agent, reports runs.</summary>
    Operator,

    /// <summary>Sets limits, registers agents, gives out agent keys.</summary>
    Manager,

    /// <summary>Invites people and changes the server's settings.</summary>
    Admin,
}
