using System.Text.Json;

namespace Antiphon.Cluster;

/// <summary>A policy as a member serves it. Members that serve the same answer alike.</summary>
/// <param name="Game">The name of its game.</param>
/// <param name="Agents">n.</param>
/// <param name="Subsample">k.</param>
/// <param name="Options">What was asked for beside its files, such as its memory and the seed of that; empty: nothing.</param>
/// <param name="Version">A hash of its files and of the options.</param>
internal sealed record ServedContents(string Game, long Agents, int Subsample, string Options, string Version);

/// <summary>What a member of a cluster is: the program, and the policies that it serves.</summary>
/// <param name="Program">The version of the program.</param>
/// <param name="Policies">The policies by name, in the order of their names.</param>
internal sealed record MemberContents(string Program, SortedDictionary<string, ServedContents> Policies)
{
    /// <summary>What this process serves.</summary>
    /// <param name="sources">The policies.</param>
    /// <param name="catalog">Their present versions.</param>
    public static MemberContents Of(IReadOnlyList<PolicySource> sources, PolicyCatalog catalog)
    {
        var variants = sources.ToDictionary(source => source.Name, source => source.Variant, StringComparer.Ordinal);
        var policies = new SortedDictionary<string, ServedContents>(StringComparer.Ordinal);
        foreach (PolicyVersion each in catalog.All)
        {
            ServedPolicy policy = each.Policy;
            policies.Add(each.Name, new ServedContents(policy.Game, policy.Agents, policy.Subsample, variants[each.Name], each.Version));
        }

        return new MemberContents(ProgramVersion.Whole, policies);
    }

    /// <summary>Reads what another member told; null where another version of the program wrote it in another form.</summary>
    /// <param name="text">From <see cref="ToText"/>.</param>
    public static MemberContents? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<MemberContents>(text) is { Program: not null, Policies: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The contents as one line: equal contents have equal texts.</summary>
    public string ToText() => JsonSerializer.Serialize(this);

    /// <summary>In what this member differs from another one.</summary>
    /// <param name="other">The other one; null: a program that describes itself in another way.</param>
    public IReadOnlyList<Violation> Differences(MemberContents? other)
    {
        if (other is null || other.Program != Program)
        {
            return
            [
                new Violation(
                    "program",
                    $"is version {Program}",
                    $"{other?.Program ?? "another one"}, as there",
                    "use the same version everywhere"
                ),
            ];
        }

        return
        [
            .. Policies
                .Keys.Except(other.Policies.Keys, StringComparer.Ordinal)
                .Select(name => new Violation(
                    $"policy '{name}'",
                    "is served here",
                    "it there, too",
                    "serve the same policies everywhere"
                )),
            .. other
                .Policies.Keys.Except(Policies.Keys, StringComparer.Ordinal)
                .Select(name => new Violation(
                    $"policy '{name}'",
                    "is not served here",
                    "it, as there",
                    "serve the same policies everywhere"
                )),
            .. from each in Policies
            where other.Policies.ContainsKey(each.Key)
            let difference = Difference(each.Key, each.Value, other.Policies[each.Key])
            where difference is not null
            select difference,
        ];
    }

    private static Violation? Difference(string name, ServedContents own, ServedContents other)
    {
        string place = $"policy '{name}'";
        const string remedy = "give all members the same run folders and options";
        return own.Game != other.Game ? new Violation(place, $"is of the game '{own.Game}'", $"'{other.Game}', as there", remedy)
            : own.Agents != other.Agents ? new Violation(place, $"has {own.Agents} agents", $"{other.Agents}, as there", remedy)
            : own.Subsample != other.Subsample ? new Violation(place, $"observes {own.Subsample}", $"{other.Subsample}, as there", remedy)
            : own.Options != other.Options
                ? new Violation(place, $"has the options {Shown(own.Options)}", $"{Shown(other.Options)}, as there", remedy)
            : own.Version != other.Version
                ? new Violation(
                    place,
                    $"has files with the hash {own.Version[..HashDigits]}",
                    $"{other.Version[..HashDigits]}, as there (another pair, game file or seed of the training)",
                    remedy
                )
            : null;
    }

    private const int HashDigits = 12;

    private static string Shown(string options) => options.Length == 0 ? "of the run" : $"'{options.TrimStart('-')}'";
}
