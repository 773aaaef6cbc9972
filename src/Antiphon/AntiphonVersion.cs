namespace Antiphon;

/// <summary>The version of this library, as written into run folders.</summary>
internal static class AntiphonVersion
{
    /// <summary>Semantic version, for example "0.1.0".</summary>
    public static string Current { get; } = typeof(AntiphonVersion).Assembly.GetName().Version!.ToString(3);
}
