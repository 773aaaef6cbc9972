namespace Antiphon.Files;

/// <summary>
/// What is put in order after work has ended, perhaps by a fault of the disk. That fault is the one to be told: another one, met while
/// tidying up, would hide it. So only what does no harm if it stays may be tidied like this.
/// </summary>
internal static class Cleanup
{
    /// <summary>Does it as far as the disk permits.</summary>
    /// <param name="tidy">What to do.</param>
    public static void Try(Action tidy)
    {
        try
        {
            tidy();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
    }
}
