import { useEffect, useState } from "preact/hooks";
import { api, Problem } from "./api";
import { Loading } from "./components/loading";
import { ProblemPanel } from "./components/problem_panel";
import { Shell } from "./components/shell";
import { route } from "./route";
import { me, siteId } from "./state";
import { AssessmentView } from "./views/assessment";
import { AssessmentsView } from "./views/assessments";
import { CardView } from "./views/card";
import { CardsView } from "./views/cards";
import { DeviceView } from "./views/device";
import { DevicesView } from "./views/devices";
import { GroupView } from "./views/group";
import { GroupsView } from "./views/groups";
import { LoginView } from "./views/login";
import { NotFoundView } from "./views/not_found";
import { PartiesView } from "./views/parties";
import { PartyView } from "./views/party";
import { SessionView } from "./views/session";
import { SessionsView } from "./views/sessions";
import { UserView } from "./views/user";
import { UsersView } from "./views/users";

/** Asks once who is logged in; then shows the view the address names, or the login in its place. */
export function App() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const ask = async () => {
    setProblem(null);
    try {
      me.value = await api.me();
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
    }
  };
  useEffect(() => void ask(), []);

  if (problem) return <main class="alone"><ProblemPanel problem={problem} retry={ask} /></main>;
  if (me.value === undefined) return <main class="alone"><Loading rows={3} /></main>;
  if (me.value === null) return <LoginView />;
  return <Shell><CurrentView key={siteId.value} /></Shell>;
}

function CurrentView() {
  const { section, id, cursor } = route.value;
  switch (section) {
    case "devices":
      return id ? <DeviceView key={id} id={id} /> : <DevicesView cursor={cursor} />;
    case "users":
      return id ? <UserView key={id} id={id} /> : <UsersView />;
    case "cards":
      return id ? <CardView key={id} id={id} /> : <CardsView />;
    case "parties":
      return id ? <PartyView key={id} id={id} /> : <PartiesView />;
    case "groups":
      return id ? <GroupView key={id} id={id} /> : <GroupsView />;
    case "assessments":
      return id ? <AssessmentView key={id} id={id} /> : <AssessmentsView cursor={cursor} />;
    case "sessions":
      return id ? <SessionView key={id} id={id} /> : <SessionsView cursor={cursor} />;
    case null:
      return <NotFoundView />;
  }
}
