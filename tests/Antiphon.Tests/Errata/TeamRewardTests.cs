using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>E8 and E15: what happens when local agents maximise, or report, their own share of the reward instead of the team's.</summary>
public class TeamRewardTests
{
    /// <summary>
    /// E8 (v1's potential). One agent, s_l' = a_l, a_g = s_l, r_g = a_g, r_l = 0.1 in state 0, start there. Staying earns the agent
    /// 0.1/(1-gamma) = 1 of its own, moving 0.1; the team earns 1 when it stays and 0.1 + gamma/(1-gamma) = 9.1 when it moves. Own gain
    /// -0.9, team gain +8.1.
    /// </summary>
    [Fact]
    public void A_selfish_best_response_costs_the_team_nearly_everything()
    {
        double[] stay = [1, 0, 1, 0];
        double[] move = [0, 1, 0, 1];
        Assert.Equal(1, Own(0.1, stay), 1e-12);
        Assert.Equal(0.1, Own(0.1, move), 1e-12);
        OrderedGame team = new(SmallGames.Selfless(), 1);
        GlobalRule report = (_, observation) => observation[1] > 0 ? [0, 1] : [1, 0];
        Assert.Equal(1, team.StartValue(report, stay), 1e-12);
        Assert.Equal(9.1, team.StartValue(report, move), 1e-12);
        // Without r_l a change of its own reward is 0 whatever it does; the team's is 9.
        OrderedGame unpaid = new(
            SmallGames.Create(
                new SmallGames.Sizes(1, 2, 2, 2, 1),
                (_, _) => 0,
                (_, _, action) => SmallGames.Unit(2, action),
                (_, action) => action,
                (_, _, _) => 0,
                [1, 0]
            ),
            1
        );
        Assert.Equal(0, Own(0, move) - Own(0, stay));
        Assert.Equal(9, unpaid.StartValue(report, move) - unpaid.StartValue(report, stay), 1e-12);
    }

    [Fact]
    public void Antiphon_answers_for_the_team()
    {
        CooperativeGame game = SmallGames.Selfless();
        JointPolicy start = new(
            Library.Global(game, 1, (_, observation) => observation[1] > 0 ? [0, 1] : [1, 0]),
            Library.Local(game, [1, 0, 1, 0])
        );
        ExactPopulation population = new(game, 1);
        Assert.Equal(
            9.1,
            new ReactiveLLearn(new BestResponseOptions { Accuracy = 1e-9 }).Solve(population, start, new CountLattice(2, 1)).Value,
            1e-8
        );
        Assert.Equal(
            9.1,
            new EnumerativeLLearn(new EnumerativeOptions { Accuracy = 1e-9 }).Solve(population, start, new CountLattice(2, 1)).Value,
            1e-8
        );
    }

    /// <summary>
    /// E15, Lemma D.14, if the local estimate is of r_l/n as in v1: on the warehouse with n = 1000 it is at most 10.5/(1000 x 0.05) =
    /// 0.21, while every team value is at least 27.3. No eta accepts: below 13.6 every local proposal is rejected, above it the intervals
    /// overlap and the algorithm ends, although the team may gain any amount.
    /// </summary>
    [Fact]
    public void Estimates_of_one_agents_share_are_never_accepted_against_team_values()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        (long n, double rest) = (game.Agents, 1 - game.Discount);
        double largestLocal = Enumerable.Range(0, 75).Max(i => game.LocalReward(i / 15, i / 3 % 5, i % 3));
        Assert.Equal(10.5, largestLocal);
        double share = largestLocal / (n * rest);
        double team = game.MinimumReward / rest;
        Assert.Equal(0.21, share, 1e-12);
        Assert.Equal(27.33, team, 1e-2);
        for (double eta = 0.001; eta < 1e5; eta *= 1.1)
        {
            UpdateDecision expected = share < team - 2 * eta ? UpdateDecision.Reject : UpdateDecision.Terminate;
            Assert.Equal(expected, PaperBox.Decide([team], [share], eta));
        }
        // Judged by one team value for both sides, a gain of a half is what it is.
        Assert.Equal(UpdateDecision.Accept, PaperBox.Decide([team], [1.5 * team], 1));
    }

    // Expected discounted r_l of the only agent, start in state 0, r_l = bonus in state 0.
    private static double Own(double bonus, double[] local) =>
        MarkovChain.Values(
            new[,]
            {
                { local[0], local[1] },
                { local[2], local[3] },
            },
            [bonus, 0],
            0.9
        )[0];
}
