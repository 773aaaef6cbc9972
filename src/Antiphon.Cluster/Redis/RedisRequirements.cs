using System.Globalization;

namespace Antiphon.Cluster;

/// <summary>What a Redis has to be, so that nothing that was answered is lost.</summary>
internal static class RedisRequirements
{
    // The first whose scripts may ask for the time and write afterwards without a word more.
    private const int OldestVersion = 5;

    /// <summary>Checks what a Redis says of itself.</summary>
    /// <param name="information">The answer of INFO.</param>
    /// <returns>Everything that stands in the way.</returns>
    public static IReadOnlyList<Violation> Check(string information)
    {
        Dictionary<string, string> told = Read(information);
        var faults = new List<Violation>();
        string version = told.GetValueOrDefault("redis_version", "unknown");
        if (
            !(
                int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
                && major >= OldestVersion
            )
        )
        {
            faults.Add(new Violation("redis_version", $"is {version}", $"{OldestVersion} or later", "use a later Redis"));
        }

        Expect("redis_mode", "standalone", "use a Redis without sharding: a step is written to several keys at once");
        Expect("role", "master", "name the master: replicas take no writes, and lag behind");
        Expect("aof_enabled", "1", "set 'appendonly yes': without it a restart of Redis loses steps that were answered");
        if (told.GetValueOrDefault("maxmemory", "0") != "0")
        {
            Expect("maxmemory_policy", "noeviction", "set 'maxmemory-policy noeviction': any other removes sessions when memory is short");
        }

        return faults;

        void Expect(string name, string expected, string remedy)
        {
            string found = told.GetValueOrDefault(name, "unknown");
            if (found != expected)
            {
                faults.Add(new Violation(name, $"is {found}", expected, remedy));
            }
        }
    }

    private static Dictionary<string, string> Read(string information) =>
        information
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#' && line.Contains(':', StringComparison.Ordinal))
            .Select(line => line.Split(':', 2))
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .ToDictionary(pairs => pairs.Key, pairs => pairs.First()[1], StringComparer.Ordinal);
}
