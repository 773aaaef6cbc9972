using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Server;

/// <summary>A policy as its files were at one time.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Version">A hash of its files; equal versions act alike.</param>
/// <param name="Policy">What acts.</param>
internal sealed record PolicyVersion(string Name, string Version, ServedPolicy Policy);

/// <summary>
/// The policies of a server. One whose files change is replaced when the new files can be loaded; requests and sessions that hold the
/// former version go on with it.
/// </summary>
internal sealed class PolicyCatalog
{
    private const int Attempts = 5;

    private readonly ConcurrentDictionary<string, PolicyVersion> current = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, string), PolicyVersion> known = new();
    private readonly Dictionary<string, string> stamps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> faults = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<PolicySource> sources;

    /// <summary>Loads all policies.</summary>
    /// <param name="sources">Where they come from; each with a name of its own.</param>
    /// <exception cref="InvalidInputException">One cannot be loaded, or two have one name.</exception>
    public PolicyCatalog(IReadOnlyList<PolicySource> sources)
    {
        this.sources = sources;
        foreach (PolicySource source in sources)
        {
            if (source.Name.Length == 0 || source.Name.AsSpan().ContainsAny("/?#%"))
            {
                throw new InvalidInputException(
                    $"a policy is named '{source.Name}'; expected a name without /, ?, # and %, because it is part of paths; choose "
                        + "another"
                );
            }

            if (current.ContainsKey(source.Name))
            {
                throw new InvalidInputException($"two policies are named '{source.Name}'; give each its own name");
            }

            stamps[source.Name] = Stamp(source);
            Put(Load(source));
        }
    }

    /// <summary>The present versions, in the order they were named.</summary>
    public IEnumerable<PolicyVersion> All => sources.Select(source => current[source.Name]);

    /// <summary>The present version of a policy.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public PolicyVersion Find(string name) =>
        current.TryGetValue(name, out PolicyVersion? found)
            ? found
            : throw new ProblemException(
                StatusCodes.Status404NotFound,
                "There is no such policy",
                new Violation(
                    "name",
                    "is not the name of a served policy",
                    string.Join(", ", sources.Select(source => source.Name)),
                    "name one of them"
                )
            );

    /// <summary>A version that was served since the server started; null where it was not, or is released.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version.</param>
    public PolicyVersion? Find(string name, string version) => known.GetValueOrDefault((name, version));

    /// <summary>The versions that were replaced and are not released.</summary>
    public IReadOnlyList<PolicyVersion> Former => [.. known.Values.Where(version => current[version.Name] != version)];

    /// <summary>Forgets a version that was replaced.</summary>
    /// <param name="version">The version.</param>
    public void Release(PolicyVersion version) => known.TryRemove(KeyValuePair.Create((version.Name, version.Version), version));

    /// <summary>Loads what changed since the last call.</summary>
    /// <param name="log">Receives a line for each policy that was replaced, or could not be.</param>
    public void Refresh(TextWriter log)
    {
        foreach (PolicySource source in sources)
        {
            string stamp = Stamp(source);
            if (stamp != stamps[source.Name])
            {
                Refresh(source, stamp, log);
            }
        }
    }

    // Files that could not be read for now are tried again, unchanged; what was read and is no policy waits for a change.
    private void Refresh(PolicySource source, string stamp, TextWriter log)
    {
        try
        {
            PolicyVersion loaded = Load(source);
            bool actsAnew = loaded.Version != current[source.Name].Version;
            Put(loaded);
            stamps[source.Name] = stamp;
            faults.Remove(source.Name);
            if (actsAnew)
            {
                log.WriteLine($"reloaded policy {source.Name}");
            }
        }
        catch (Exception failure)
        {
            if (!IsOfAccess(failure) && !IsOfAccess(failure.InnerException))
            {
                stamps[source.Name] = stamp;
            }

            Tell(source.Name, failure.Message, log);
        }
    }

    private static bool IsOfAccess(Exception? failure) => failure is IOException or UnauthorizedAccessException;

    // A fault that lasts is told once.
    private void Tell(string policy, string fault, TextWriter log)
    {
        if (faults.GetValueOrDefault(policy) != fault)
        {
            faults[policy] = fault;
            log.WriteLine($"policy {policy} changed and cannot be loaded; the previous one remains: {fault}");
        }
    }

    private void Put(PolicyVersion version)
    {
        current[version.Name] = version;
        known[(version.Name, version.Version)] = version;
    }

    // Files that are replaced while they are read make two hashes differ.
    private static PolicyVersion Load(PolicySource source)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            string before = Hash(source);
            ServedPolicy policy = source.Load();
            if (Hash(source) == before)
            {
                return new PolicyVersion(source.Name, before, policy);
            }
        }

        throw new InvalidInputException($"the files of policy '{source.Name}' changed while they were read; wait until they are written");
    }

    private static string Hash(PolicySource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in source.Files.Where(Disk.Current.IsFile))
        {
            hash.AppendData(SHA256.HashData(Disk.Current.ReadBytes(file)));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(source.Variant));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Stamp(PolicySource source) => string.Join('|', source.Files.Concat(source.Records).Select(Stamp));

    private static string Stamp(string path)
    {
        try
        {
            DiskEntry? file = Disk.Current.IsFile(path) ? Disk.Current.Find(Disk.Current.Target(path) ?? path) : null;
            return file is null ? "" : $"{file.Written.Ticks}:{file.Length}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
