using System.CommandLine;
using System.Globalization;
using System.Text;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon export --pomdp`: the dispatcher's problem in the limit, for public solvers, with the bounds found here.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class PomdpExport(Surroundings surroundings)
{
    private const string ForbiddenRows = "an action that is forbidden in s_g has the rows of the first allowed one there";

    private readonly Option<bool> pomdp = VerbOptions.Flag(
        "--pomdp",
        "write the problem of a dispatcher that observes all agents, in the limit of many agents, for a fixed local policy"
    );
    private readonly Option<string?> local = VerbOptions.Text(
        "--local",
        "POLICY",
        "local policy: a baseline such as uniform, a run folder or a policy file [the run's own]"
    );
    private readonly Option<ulong?> seed = VerbOptions.OptionalSeed("--seed", "S", "random seed of the initial belief [1]");

    /// <summary>Its options.</summary>
    public IReadOnlyList<Option> Options => [pomdp, local, seed];

    /// <summary>Whether it is asked for.</summary>
    public bool IsAsked(ParseResult parse) => parse.GetValue(pomdp);

    /// <summary>Writes the file.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="source">A run folder, a policy file or a game.</param>
    /// <param name="gameOfPolicy">The game of a policy file, if it is named.</param>
    /// <param name="folder">Where the file goes; null: the folder of the pair, or for a game the working directory.</param>
    public PomdpDocument Run(ParseResult parse, string source, string? gameOfPolicy, string? folder)
    {
        PairSource? pair = PairSource.IsPair(source, surroundings) ? PairSource.Of(source, gameOfPolicy, surroundings) : null;
        FinitePair? own = pair?.Finite();
        CooperativeGame game = own?.Game ?? GameArgument.Load(source, surroundings);
        string? named = parse.GetValue(local);
        if (named is null && own is null)
        {
            throw new InvalidInputException("export --pomdp of a GAME needs --local, the policy that agents follow");
        }

        game.RequireOneType("the dispatcher's problem in the limit", "export a game whose agents are of one type");
        game.RequireUncoupled("the dispatcher's problem in the limit", "export a game without aggregates");
        LocalPolicy fixedLocal = named is null ? own!.Pair.Local : PolicyArgument.Local(named, local.Name, game, surroundings);
        string policy = named ?? source;
        AlphaVectorResult plan = new AlphaVectorPlanner(
            new AlphaVectorOptions
            {
                StartDraws = 1,
                Seed = parse.GetValue(seed) ?? 1,
                MaximumBackups = AlphaVectorOptions.BackupsForBounds,
                Threads = surroundings.Processors,
            }
        ).Solve(game, fixedLocal, surroundings.Cancellation);
        PointBounds start = plan.Starts[0];
        string target = folder ?? pair?.Folder ?? surroundings.FullPath(".");
        AtomicFile.CreateFolder(target);
        string path = Path.Combine(target, $"{(own is null ? FileWord(game.Name) : "limit")}.pomdp");
        AtomicFile.WriteStream(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            PomdpFile.Write(writer, game, fixedLocal, start.Point, Remarks(game, policy, start));
        });
        return new PomdpDocument(
            game.Name,
            policy,
            path,
            game.GlobalStateNames[start.Point.GlobalState],
            parse.GetValue(seed) ?? 1,
            start.Lower,
            start.Upper
        );
    }

    private static IEnumerable<string> Remarks(CooperativeGame game, string policy, PointBounds start) =>
        [
            $"{OneLine(game.Name)}: the dispatcher's problem in the limit of many agents, local policy {OneLine(policy)}",
            $"state s_g * {game.LocalStates} + s_l; s_l is hidden, the observation is s_g'",
            $"start: the first possible s_g, {start.Point.GlobalState}, and a draw of the populations",
            string.Create(CultureInfo.InvariantCulture, $"value at the start by antiphon {AntiphonVersion.Current}: ")
                + string.Create(CultureInfo.InvariantCulture, $"{start.Lower:R} to {start.Upper:R}"),
            .. game.Allowed.GlobalSets is null ? [] : (string[])[ForbiddenRows],
        ];

    private static string FileWord(string name) => string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));

    private static string OneLine(string text) => Figures.Printable(text);
}
