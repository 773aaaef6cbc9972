using System.Reflection;

namespace Antiphon.Cluster;

/// <summary>The version of this program, to the commit: members talk to each other in its own words.</summary>
internal static class ProgramVersion
{
    /// <summary>For example "0.1.0-preview.0.12+3fe1...".</summary>
    public static string Whole { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
