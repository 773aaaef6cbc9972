using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>Loads what `antiphon serve` serves: runs and policy files of every kind, as `antiphon simulate` reads them.</summary>
/// <param name="parse">The command line.</param>
/// <param name="memory">What it says of memory.</param>
/// <param name="agents">What it says of the number of agents.</param>
/// <param name="gameOfPolicy">What it says of the game of policy files.</param>
/// <param name="surroundings">Where paths start from.</param>
internal sealed class ServedSource(
    ParseResult parse,
    MemoryOverride memory,
    Option<long?> agents,
    Option<string?> gameOfPolicy,
    Surroundings surroundings
)
{
    private const string GameName = "game.json";
    private const string CertificateName = "certificate.json";

    /// <summary>A run folder or a policy file.</summary>
    /// <param name="shown">What the user wrote.</param>
    /// <param name="name">What requests call it; null: the name of the folder, or of the file without its extension.</param>
    public PolicySource Of(string shown, string? name)
    {
        string path = Path.TrimEndingDirectorySeparator(surroundings.FullPath(shown));
        bool isFile = Disk.Current.IsFile(path);
        string folder = isFile ? Path.GetDirectoryName(path)! : path;
        string policy = isFile ? path : new RunPaths(path).Policy;
        return new PolicySource(name ?? (isFile ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(path)), () => Load(path))
        {
            Files = [policy, parse.GetValue(gameOfPolicy) is string game ? surroundings.FullPath(game) : Path.Combine(folder, GameName)],
            Records = isFile ? [] : [new RunPaths(path).Record, Path.Combine(folder, CertificateName)],
            Variant = $"{memory.Variant(parse)}{VerbOptions.Variant(parse, [agents])}",
        };
    }

    private ServedPolicy Load(string path)
    {
        if (IsFolderOfRuns(path))
        {
            throw new InvalidInputException(
                $"{path} is no run; there are runs in it: name one of them, or list them all by --runs {Figures.ShellWord(path)}"
            );
        }

        var from = PairSource.Of(path, parse.GetValue(gameOfPolicy), surroundings);
        if (from.IsContinuous)
        {
            (ContinuousGame continuous, ContinuousPair networks, ContinuousRun? trained) = from.Continuous();
            return OfNetworks(continuous, networks, trained?.Record.Outcome?.Deployed.Mean);
        }

        (CooperativeGame game, JointPolicy pair, StoredRun? run) = from.Finite();
        double? gap = run is null ? null : Gap(from.In(CertificateName), game, pair);
        return OfPair(game, pair, run?.Record.Outcome?.Deployed.Mean, gap);
    }

    private static bool IsFolderOfRuns(string folder) =>
        Disk.Current.IsFolder(folder)
        && !Disk.Current.IsFile(new RunPaths(folder).Record)
        && Disk.Current.Folders(folder).Any(below => Disk.Current.IsFile(new RunPaths(below).Record));

    private ServedPolicy OfPair(CooperativeGame trained, JointPolicy pair, double? value, double? gap)
    {
        CooperativeGame game = parse.GetValue(agents) is long count ? trained.WithAgents(count) : trained;
        JointPolicy policy = memory.Apply(parse, pair, game, surroundings.Processors, surroundings.Cancellation);
        bool asTrained = ReferenceEquals(game, trained) && ReferenceEquals(policy, pair);
        return ServedPolicy.Of(game, policy, asTrained ? value : null, asTrained ? gap : null);
    }

    private ServedPolicy OfNetworks(ContinuousGame game, ContinuousPair pair, double? value)
    {
        if (memory.Group.Options.Append(agents).FirstOrDefault(parse.Given) is { } odd)
        {
            throw new InvalidInputException($"{odd.Name} applies only to games with finitely many states; leave it out");
        }

        return ServedPolicy.Of(game, pair, value);
    }

    // A certificate of another pair or of another number of agents says nothing of this one.
    private static double? Gap(string file, CooperativeGame game, JointPolicy pair)
    {
        if (!Disk.Current.IsFile(file))
        {
            return null;
        }

        NashCertificate certificate = CertificateFile.Load(file).Certificate;
        return
            certificate.Method == NashCertificate.Exact
            && certificate.Agents == game.Agents
            && certificate.PolicyHash == PolicyHash.Compute(pair, game)
            ? certificate.EpsilonInitial
            : null;
    }
}
