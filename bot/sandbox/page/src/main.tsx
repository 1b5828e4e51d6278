// The sandbox's Slack in the browser.
import { render } from "preact";
import { App } from "./app";
import "./style/index.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
