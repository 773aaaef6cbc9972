using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>What each function of a witness must look like in a game, and which equation it must satisfy.</summary>
internal sealed class WitnessShapes
{
    private readonly CooperativeGame game;
    private readonly JointPolicy pair;
    private readonly NashCertificate certificate;
    private readonly CountLattice looks;

    internal WitnessShapes(CooperativeGame game, JointPolicy pair, NashCertificate certificate)
    {
        (this.game, this.pair, this.certificate) = (game, pair, certificate);
        Certifier.RequireAgents(game, pair, certificate.Agents, keepWitness: true);
        if (certificate.WelfareGroup < 1 || certificate.WelfareGroup > certificate.Agents)
        {
            throw new InvalidInputException($"the certificate's welfareGroup is {certificate.WelfareGroup}; expected 1 to {certificate.Agents}");
        }

        looks = CountLattice.Of(game, pair.Global.Subsample);
    }

    /// <summary>Refuses a witness in which a function is missing, unknown, repeated or of another size.</summary>
    internal void Require(CertificateWitness witness)
    {
        string[] needed =
        [
            WitnessNames.Value, WitnessNames.SelfishValue, WitnessNames.Best(WitnessNames.Dispatcher), WitnessNames.Best(WitnessNames.Agent),
            WitnessNames.Best(WitnessNames.Selfish), WitnessNames.Best(WitnessNames.Welfare),
        ];
        foreach (var name in needed.Where(name => witness.Find(name) is null))
        {
            throw new InvalidInputException($"the witness has no function {name}; certify again");
        }

        foreach (var function in witness.Functions)
        {
            var expected = Rows(function.Name) * game.GlobalStates;
            var badGlobal = function.Global is { } actions && (actions.Length != (long)looks.Size * game.GlobalStates || Array.Exists(actions, action => action < 0 || action >= game.GlobalActions));
            var badLocal = function.Local is { } table && LocalPolicy.Check(game.LocalStates, game.GlobalStates, game.LocalActions, table).Count > 0;
            if (!(function.Error >= 0 && double.IsFinite(function.Error)) || !Array.TrueForAll(function.Values, double.IsFinite))
            {
                throw new InvalidInputException($"the witness's function {function.Name} or its error has an entry that is no finite number; certify again");
            }

            if (function.Values.Length != expected || badGlobal || badLocal || witness.Functions.Count(other => other.Name == function.Name) != 1)
            {
                throw new InvalidInputException($"the witness's function {function.Name} does not fit the game at n = {certificate.Agents:N0}; certify again");
            }
        }
    }

    /// <summary>The Bellman equations that a function must satisfy.</summary>
    internal IEnumerable<Inequality> Equations(WitnessFunction function, BellmanChecks checks)
    {
        var (gap, part) = Split(function.Name);
        var local = function.Local is { } table ? LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table) : pair.Local;
        return (gap, part) switch
        {
            (WitnessNames.Dispatcher, "best") => checks.Dispatcher(function),
            (WitnessNames.Welfare, "best") => checks.Group(function, certificate.WelfareGroup),
            (WitnessNames.Agent or WitnessNames.Selfish, _) => checks.Agent(function, part switch { "best" => null, "value" => pair.Local, _ => local }, gap == WitnessNames.Selfish),
            _ => checks.Value(function, Deviating(function, gap, local)),
        };
    }

    // A gap of one side may rest on a deviation of that side only.
    private JointPolicy Deviating(WitnessFunction function, string gap, LocalPolicy local)
    {
        var table = function.Global is { } actions ? new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, looks, actions) : pair.Global;
        return gap switch
        {
            WitnessNames.Dispatcher => pair with { Global = table },
            WitnessNames.Team => pair with { Local = local },
            WitnessNames.Welfare => new JointPolicy(table, local),
            _ => pair,
        };
    }

    private long Rows(string name)
    {
        var (gap, part) = Split(name);
        var agents = certificate.Agents;
        return (gap, part) switch
        {
            (WitnessNames.Welfare, "best") => LatticeSize.CountVectors(game, certificate.WelfareGroup),
            (WitnessNames.Agent or WitnessNames.Selfish, _) => LatticeSize.CountVectors(game, agents - 1) * game.LocalStates,
            (WitnessNames.Value, "") or (WitnessNames.Dispatcher or WitnessNames.Team or WitnessNames.Welfare, "best" or "initial" or "worst") => LatticeSize.CountVectors(game, agents),
            _ => throw new InvalidInputException($"the witness has an unknown function {name}; certify again"),
        };
    }

    private static (string Gap, string Part) Split(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
    }
}
