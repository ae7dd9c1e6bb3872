/** Where the page begins: one client, the stores that live as long as the page, the first render. */
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { preloadParts } from './app/preload.ts';
import { startApp } from './app/start-app.ts';
import { Client, wakeWithPage } from './client.ts';
import './ui/theme.css';

const client = new Client();
wakeWithPage(client);
startApp(client);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
preloadParts();
