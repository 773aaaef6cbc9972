using System.Text;

namespace Antiphon.Runs;

/// <summary>
/// Judges by heartbeats which processes are dead. Clocks of other machines are never read: a process is dead when its heartbeat has not
/// changed for a while on this process's own clock. Time in which this process stood still itself does not count.
/// </summary>
/// <param name="paths">The sweep.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a heartbeat may stay as it is.</param>
internal sealed class HeartbeatWatch(SweepPaths paths, TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan MostPerLook = 3 * Heartbeat.Period;

    private readonly Dictionary<string, Look> looks = new(StringComparer.Ordinal);

    /// <summary>Looks at the heartbeat of the owner of a claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <returns>Whether the owner gave the claim up or is dead.</returns>
    public bool IsLost(SweepClaim claim) => claim.IsFree || Silence($"{claim.Owner}/{claim.Name}", claim.Owner) >= patience;

    /// <summary>Looks at the heartbeat of a process.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>How long it has been seen not to change.</returns>
    public TimeSpan Silence(string name) => Silence(name, name);

    private TimeSpan Silence(string subject, string name)
    {
        string found = Read(name);
        long now = time.GetTimestamp();
        TimeSpan silence = TimeSpan.Zero;
        if (looks.TryGetValue(subject, out Look? last) && last.Found == found)
        {
            TimeSpan since = time.GetElapsedTime(last.At, now);
            silence = last.Silence + (since < MostPerLook ? since : MostPerLook);
        }

        looks[subject] = new Look(found, now, silence);
        return silence;
    }

    // Nothing where there is none or it cannot be read now.
    private string Read(string name)
    {
        string path = paths.Heartbeat(name);
        try
        {
            return name.Length > 0 && Disk.Current.IsFile(path) ? Encoding.UTF8.GetString(Disk.Current.ReadBytes(path)) : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed record Look(string Found, long At, TimeSpan Silence);
}
