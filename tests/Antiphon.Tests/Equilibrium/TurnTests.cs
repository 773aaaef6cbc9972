using Antiphon.Equilibrium;

namespace Antiphon.Tests.Equilibrium;

/// <summary>One turn of the alternation, with answers and rulings from a script.</summary>
public class TurnTests
{
    [Fact]
    public void A_later_proposal_of_a_turn_is_compared_with_the_one_just_accepted()
    {
        var players = new Script([("better", 3), ("best", 2), ("worse", 1)], ["better", "best"]);

        RestartState<string> after = Take(Begin(0), players);

        Assert.Equal([("start", "better"), ("better", "best"), ("best", "worse")], players.Compared);
        Assert.Equal("best", after.Incumbent);
    }

    [Fact]
    public void Every_comparison_of_a_run_has_a_number_of_its_own()
    {
        var players = new Script([("one", 2), ("other", 1)], ["one"]);
        foreach (int restart in new[] { 0, 1 })
        {
            RestartState<string> state = Begin(restart);
            for (int turn = 0; turn < 3; turn++)
            {
                state = Take(state, players);
            }
        }

        Assert.Equal(12, players.Numbers.Distinct().Count());
    }

    [Fact]
    public void The_gain_that_is_left_to_a_side_is_the_largest_that_was_not_taken()
    {
        var players = new Script([("one", 3), ("other", 2), ("third", 1)], ["one"]);

        RestartState<string> after = Take(Take(Begin(0), players), new Script([("fourth", 1)], []));

        Assert.Equal((2.0, 1.0), (after.GlobalGain, after.LocalGain));
    }

    private static RestartState<string> Begin(int restart) => RestartState.Begin(restart, "script", "start", Player.Global);

    private static RestartState<string> Take(RestartState<string> state, Script players) =>
        Alternation<string>.Take(state, players, new StopRule { Sweeps = 10 }, CancellationToken.None);

    // Proposes the same pairs in every turn and accepts some of them; a pair's gain is its value in the model.
    private sealed class Script((string Pair, double Value)[] proposals, string[] accepted)
        : IPlayers<string>,
            IOracle<string>,
            IJudge<string>
    {
        public List<(string Incumbent, string Candidate)> Compared { get; } = [];

        public List<long> Numbers { get; } = [];

        public Player Side => Player.Global;

        public IJudge<string> Judge => this;

        public string Description => "script";

        public IReadOnlyList<IOracle<string>> Oracles(Player side) => [this];

        public double Value(string pair, CancellationToken cancellation) => 0;

        public Answer<string> Propose(Turn<string> turn, CancellationToken cancellation) =>
            new([.. proposals.Select(proposal => new Candidate<string>("script", proposal.Pair, proposal.Value))], []);

        public Ruling Compare(string incumbent, string candidate, long number, CancellationToken cancellation)
        {
            Compared.Add((incumbent, candidate));
            Numbers.Add(number);
            double gain = proposals.First(proposal => proposal.Pair == candidate).Value;
            return new Ruling(accepted.Contains(candidate), gain, gain, gain, 1, "as written");
        }

        public void Dispose() { }
    }
}
