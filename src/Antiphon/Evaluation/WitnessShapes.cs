using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>The required form of a function of a witness.</summary>
/// <param name="Values">How many numbers it has.</param>
/// <param name="Global">How many actions its own global policy has, if it may have one; else 0.</param>
/// <param name="Local">How many probabilities its own local policy has, if it may have one; else 0.</param>
internal readonly record struct WitnessShape(long Values, long Global = 0, long Local = 0);

/// <summary>
/// The required form of a witness in a game: its functions and their lengths. It follows from the game, the policy and two figures of the
/// certificate, n and the size of the group, both checked here. What a witness file says about its own size is not trusted.
/// </summary>
internal sealed class WitnessShapes
{
    private static readonly string[] Needed =
    [
        WitnessNames.Value,
        WitnessNames.SelfishValue,
        WitnessNames.Best(WitnessNames.Dispatcher),
        WitnessNames.Best(WitnessNames.Agent),
        WitnessNames.Best(WitnessNames.Selfish),
        WitnessNames.Best(WitnessNames.Welfare),
    ];

    private readonly Dictionary<string, WitnessShape> shapes;
    private readonly CooperativeGame game;

    internal WitnessShapes(CooperativeGame game, JointPolicy pair, NashCertificate certificate)
    {
        this.game = game;
        game.RequireOneType("a verification", "rely on the certificate's own computation");
        RequireSame(game, pair, certificate);
        Certifier.RequireAgents(game, pair, certificate.Agents, keepWitness: true);
        int largest = GroupOptimum.AffordableSize(game, (int)certificate.Agents);
        bool isBound = game.Couplings is null
            ? certificate.WelfareGroup >= 1 && certificate.WelfareGroup <= largest
            : certificate.WelfareGroup == 0 || certificate.WelfareGroup == largest;
        if (!isBound)
        {
            throw new InvalidInputException(
                $"the certificate's welfareGroup is {certificate.WelfareGroup}; expected {(game.Couplings is null ? "1 to" : "0 or")} "
                    + $"{largest}, the largest group whose joint choices are enumerated; certify again"
            );
        }

        (int globals, long agents) = (game.GlobalStates, certificate.Agents);
        long population = LatticeSize.CountVectors(game, agents) * globals;
        long tagged = LatticeSize.CountVectors(game, agents - 1) * game.LocalStates * globals;
        long global = ObservationLattice.Vectors(game, pair.Global.Subsample) * globals;
        long local = (long)pair.Local.Probabilities.Length;
        shapes = new Dictionary<string, WitnessShape>(StringComparer.Ordinal)
        {
            [WitnessNames.Value] = new(population),
            [WitnessNames.SelfishValue] = new(tagged),
            [WitnessNames.Best(WitnessNames.Dispatcher)] = new(population),
            [WitnessNames.Best(WitnessNames.Agent)] = new(tagged),
            [WitnessNames.Best(WitnessNames.Selfish)] = new(tagged),
            [WitnessNames.Best(WitnessNames.Welfare)] = new(
                LatticeSize.CountVectors(game.LocalStates, certificate.WelfareGroup) * globals
            ),
        };
        foreach (Func<string, string> name in (Func<string, string>[])[WitnessNames.Initial, WitnessNames.Worst])
        {
            // A gap of one side may rest on a deviation of that side only.
            shapes[name(WitnessNames.Dispatcher)] = new(population, Global: global);
            shapes[name(WitnessNames.Agent)] = new(tagged, Local: local);
            shapes[name(WitnessNames.Selfish)] = new(tagged, Local: local);
            shapes[name(WitnessNames.Team)] = new(population, Local: local);
            shapes[name(WitnessNames.Welfare)] = new(population, global, local);
        }
    }

    /// <summary>The most functions of a witness.</summary>
    internal int MostFunctions => shapes.Count;

    /// <summary>
    /// Bytes of a witness in which every function is present, with every policy it may have: no witness is larger, file header apart.
    /// </summary>
    internal double MostBytes => sizeof(int) + shapes.Sum(shape => (double)FunctionBytes(shape.Key, shape.Value));

    /// <summary>The shape of a function; null when there is no such function.</summary>
    internal WitnessShape? Find(string name) => shapes.TryGetValue(name, out WitnessShape shape) ? shape : null;

    /// <summary>Refuses a witness in which a function is missing, unknown, repeated or of another size.</summary>
    internal void Require(CertificateWitness witness, CancellationToken cancellation)
    {
        foreach (string name in Needed.Where(name => witness.Find(name) is null))
        {
            throw new InvalidInputException($"the witness has no function {name}; certify again");
        }

        foreach (WitnessFunction function in witness.Functions)
        {
            cancellation.ThrowIfCancellationRequested();
            Require(function);
            if (witness.Functions.Count(other => other.Name == function.Name) != 1)
            {
                throw new InvalidInputException(
                    $"the witness has the function {function.Name} more than once; expected once; certify again"
                );
            }
        }
    }

    /// <summary>Refuses a certificate of another game or policy, and an estimate.</summary>
    private static void RequireSame(CooperativeGame game, JointPolicy policy, NashCertificate certificate)
    {
        policy.RequireFit(game);
        Same("game", certificate.Game, game.Name, "this is a certificate of another game");
        Same("gameHash", certificate.GameHash, game.Hash, "this is a certificate of another game");
        Same("policyHash", certificate.PolicyHash, PolicyHash.Compute(policy, game), "this is a certificate of another policy");
        Same("subsample", $"{certificate.Subsample}", $"{policy.Global.Subsample}", "this is a certificate of another policy");
        Same(
            "sampling",
            certificate.Sampling ?? SamplingRule.Uniform.Text,
            game.Sampling.Text,
            "this is a certificate for another sampling rule"
        );
        if (certificate.Method != NashCertificate.Exact)
        {
            throw new InvalidInputException(
                $"the certificate's method is \"{certificate.Method}\"; only exact certificates can be verified"
            );
        }

        static void Same(string field, string found, string expected, string meaning)
        {
            if (found != expected)
            {
                throw new InvalidInputException($"the certificate's {field} is {found}; expected {expected}: {meaning}");
            }
        }
    }

    private void Require(WitnessFunction function)
    {
        WitnessShape shape = Find(function.Name)
            ?? throw new InvalidInputException($"the witness has an unknown function {function.Name}; certify again");
        if (!(function.Error >= 0 && double.IsFinite(function.Error)) || !Array.TrueForAll(function.Values, double.IsFinite))
        {
            throw new InvalidInputException(
                $"the witness's function {function.Name} or its error has an entry that is not a finite number; certify again"
            );
        }

        bool badGlobal =
            function.Global is { } actions
            && (actions.Length != shape.Global || Array.Exists(actions, action => action < 0 || action >= game.GlobalActions));
        bool badLocal =
            function.Local is { } table
            && (table.Length != shape.Local || LocalPolicy.Check(game.LocalStates, game.GlobalStates, game.LocalActions, table).Count > 0);
        if (function.Values.Length != shape.Values || badGlobal || badLocal)
        {
            throw new InvalidInputException($"the witness's function {function.Name} does not fit the game; certify again");
        }
    }

    private static long FunctionBytes(string name, WitnessShape shape) =>
        1
        + name.Length
        + sizeof(double)
        + (3 * sizeof(int))
        + (sizeof(double) * (shape.Values + shape.Local))
        + (sizeof(int) * shape.Global);
}
