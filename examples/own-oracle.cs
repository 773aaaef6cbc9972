// dotnet run -c Release examples/own-oracle.cs
// An oracle of your own in the alternation. This one proposes for the local agents by random local search: it changes the action in one
// pair of states at a time and keeps what has the higher exact value. It does not have to be good, and it does not decide anything: the
// judge compares each proposal with the incumbent, as it does for the built-in oracle, whose result is printed first.
#:project ../src/Antiphon/Antiphon.csproj
#:property PublishAot=false
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

var game = BuiltInGames.Get("microgrid").WithAgents(8);
var options = new AlternationOptions { Subsample = 3, Baselines = false };
Print("built-in", new Alternation(options).Run(game));
Print("own", new Alternation(options) { Oracles = [new LocalSearch(game, tries: 60)] }.Run(game));

void Print(string oracle, AlternationResult<JointPolicy> found)
{
    var local = found.Trace.Where(proposal => proposal.Player == Player.Local).ToList();
    Console.WriteLine(
        $"{oracle, -10} value {found.Value:F3}, gain left for the local agents {found.LocalGain:F4}; "
            + $"{local.Count(proposal => proposal.Accepted)} of {local.Count} local proposals accepted: {found.StopReason}"
    );
}

sealed class LocalSearch(CooperativeGame game, int tries) : IOracle<JointPolicy>
{
    private readonly PolicyEvaluator evaluator = new(game, new PolicyEvaluatorOptions { Threads = 1 }); // starts run side by side

    public Player Side => Player.Local;

    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        var random = new RandomStream(1).Split("local search", turn.Number); // the same turn gets the same answer
        var best = turn.Incumbent;
        var value = evaluator.Evaluate(best, cancellation).Value;
        for (var attempt = 0; attempt < tries; attempt++)
        {
            var rival = best with { Local = Changed(best.Local, random) };
            var worth = evaluator.Evaluate(rival, cancellation).Value;
            (best, value) = worth > value ? (rival, worth) : (best, value);
        }

        return new Answer<JointPolicy>(new Candidate<JointPolicy>("local search", best, value));
    }

    // Another action in one random pair of a local and a global state.
    private LocalPolicy Changed(LocalPolicy policy, RandomStream random)
    {
        var (own, global, action) = (Below(game.LocalStates), Below(game.GlobalStates), Below(game.LocalActions));
        return LocalPolicy.Of(game, (s, g) => s == own && g == global ? Pure(action) : [.. policy.At(s, g)]);

        int Below(int bound) => (int)random.NextBelow(bound);
    }

    private double[] Pure(int action) => [.. Enumerable.Range(0, game.LocalActions).Select(each => each == action ? 1.0 : 0)];
}
